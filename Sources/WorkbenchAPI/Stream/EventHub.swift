import Concurrency
import Foundation
import HTTPServer
import Logging
import Store

/// Tells every open stream what is new in the store.
///
/// One thread looks up to four times a second, as long as anybody listens: one query for the states of all runs that are
/// listened to, and one read for each different question. A hundred readers of the same curves cost one read and a
/// hundred copies.
package final class EventHub: Sendable {
  /// Seconds between two looks: a quarter for a few readers, a second for a hundred and more. What a reader costs is less
  /// the bytes than the moment in which it is served, for which a core leaves its training and the others wait for it.
  static func interval(readers: Int) -> Double { min(1, max(0.25, Double(readers) / 100)) }
  /// Readers at a time; one more is answered with 503.
  static let readers = 400
  /// Points of one event at most, so that a reader of long curves gets them in parts that it can take.
  static let pointsPerEvent = 5_000

  private let store: Store
  private let log: Logger
  private let state = HubState()

  package init(store: Store, log: Logger) {
    self.store = store
    self.log = log
  }

  /// Streams that are open.
  package var count: Int { state.count }

  /// Opens a stream, which ends when its reader goes, or is dropped for leaving too much lying.
  ///
  /// - Parameters:
  ///   - runs: ids.
  ///   - names: metrics; empty for all.
  ///   - after: what the reader has already.
  ///   - seconds: how long the stream lasts; nil for as long as the reader is there.
  /// - Throws: ``Problem`` 503 when there are too many.
  func open(runs: [Int64], names: [String], after: PointCursor, seconds: Int?) throws -> BodyStream {
    let state = state
    let id = UUID()
    let stream = BodyStream { state.remove(id) }
    stream.write(ServerSentEvent.greeting.text)
    let subscription = EventSubscription(
      stream, runs: runs, names: names, after: after, seconds: seconds, now: .now)
    guard let isFirst = state.add(id, subscription, limit: Self.readers) else {
      throw Problem(
        status: 503, detail: "\(Self.readers) streams are open already; close one, or ask /api/v1/metrics.",
        headers: ["Retry-After": "5"])
    }
    if isFirst {
      WorkerThread("events").start { [self] _ in run() }
    }
    return stream
  }

  private func run() {
    while let subscriptions = state.next(after: Self.interval(readers: state.count)) {
      do {
        try look(subscriptions)
      } catch {
        // A store that is busy or closing: the readers hear of it with the next look.
        log.debug("the event stream waits: \(error)")
      }
    }
  }

  /// One look for all.
  private func look(_ subscriptions: [UUID: EventSubscription]) throws {
    let now = ContinuousClock.now
    let states = try store.states(of: Set(subscriptions.values.flatMap(\.runs)))
    var questions: [Question: [(id: UUID, subscription: EventSubscription)]] = [:]
    for (id, subscription) in subscriptions {
      switch subscription.flow(now: now) {
      case .blocked: continue
      case .lost:
        log.info(
          "an event stream was dropped: its reader left more than \(EventSubscription.backlogLimit) bytes lying"
        )
        subscription.stream.abort()
        state.remove(id)
        continue
      case .over:
        subscription.stream.finish()
        state.remove(id)
        continue
      case .free: break
      }
      guard subscription.tell(states, now: now), subscription.beat(now: now) else {
        state.remove(id)
        continue
      }
      if subscription.mayBeBehind {
        questions[Question(subscription), default: []].append((id, subscription))
      }
    }
    for (question, askers) in questions {
      let page = try store.points(
        runs: question.runs, names: question.names, after: askers[0].subscription.cursor, maxPoints: nil,
        limit: Self.pointsPerEvent)
      let event = Self.event(page)
      for (id, subscription) in askers where !subscription.take(page, as: event, now: now) {
        state.remove(id)
      }
    }
  }

  private static func event(_ page: PointPage) -> ServerSentEvent? {
    guard page.series.contains(where: { !$0.steps.isEmpty }) else { return nil }
    var page = page
    page.series.removeAll { $0.steps.isEmpty }
    return ServerSentEvent(name: "points", id: page.next.text, data: PointsJSON.encode(page))
  }

  /// What several readers may wait for alike.
  private struct Question: Hashable {
    let runs: [Int64]
    let names: [String]
    let cursor: String

    init(_ subscription: EventSubscription) {
      (runs, names, cursor) = (subscription.runs, subscription.names, subscription.cursor.text)
    }
  }
}

/// What the hub's thread shares with the server's.
final class HubState: @unchecked Sendable {
  // Safe to share: the dictionary is touched with the lock held; what is in it belongs to the hub's thread, but for the
  // moment in which it is put in.
  private let lock = NSLock()
  private var subscriptions: [UUID: EventSubscription] = [:]
  private var isRunning = false

  var count: Int { lock.withLock { subscriptions.count } }

  /// - Returns: whether the hub's thread has to be started; nil if there are too many.
  func add(_ id: UUID, _ subscription: EventSubscription, limit: Int) -> Bool? {
    lock.withLock {
      guard subscriptions.count < limit else { return nil }
      subscriptions[id] = subscription
      defer { isRunning = true }
      return !isRunning
    }
  }

  func remove(_ id: UUID) { lock.withLock { _ = subscriptions.removeValue(forKey: id) } }

  /// Waits, then gives those that are there; nil when there are none, and the thread has to end.
  func next(after seconds: Double) -> [UUID: EventSubscription]? {
    Thread.sleep(forTimeInterval: seconds)
    return lock.withLock {
      isRunning = !subscriptions.isEmpty
      return isRunning ? subscriptions : nil
    }
  }
}
