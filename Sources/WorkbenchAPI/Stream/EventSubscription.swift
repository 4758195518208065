import Formats
import Foundation
import HTTPServer
import Store
import Tracking

/// What one reader of the stream has asked for and how far it has been told. Belongs to the hub's thread.
final class EventSubscription {
  /// Bytes that may wait for the reader before it gets no more: it catches up, or is dropped.
  static let backlogLimit = 256 << 10
  /// Seconds that a reader may leave that much lying.
  static let patience = 10.0
  /// Seconds without an event after which a comment is sent: a reader that has gone is noticed by it.
  static let heartbeat = 15.0

  let stream: BodyStream
  let runs: [Int64]
  let names: [String]
  private(set) var cursor: PointCursor
  /// What the reader knows of each run; nil of one that is not there.
  private var known: [Int64: RunStanding?] = [:]
  /// Whether there may be points that it has not got: a run is under way, has just changed, or the last page was not
  /// the last.
  private(set) var mayBeBehind = true
  private var lastEvent: ContinuousClock.Instant
  private var blockedSince: ContinuousClock.Instant?

  /// When it ends by itself.
  private let end: ContinuousClock.Instant?

  /// - Parameter seconds: how long it lasts; nil for as long as the reader is there.
  init(
    _ stream: BodyStream, runs: [Int64], names: [String], after cursor: PointCursor, seconds: Int?,
    now: ContinuousClock.Instant
  ) {
    self.stream = stream
    self.runs = runs
    self.names = names
    self.cursor = cursor
    lastEvent = now
    end = seconds.map { now + .seconds($0) }
  }

  /// Whether the reader takes what it is sent.
  enum Flow { case free, blocked, lost, over }

  func flow(now: ContinuousClock.Instant) -> Flow {
    if let end, now >= end { return .over }
    guard stream.backlog > Self.backlogLimit else {
      blockedSince = nil
      return .free
    }
    let since = blockedSince ?? now
    blockedSince = since
    return now - since > .seconds(Self.patience) ? .lost : .blocked
  }

  /// Tells what has become of the runs, and notes whether points are to be looked for.
  ///
  /// - Returns: false when the reader is gone.
  func tell(_ states: [Int64: RunStanding], now: ContinuousClock.Instant) -> Bool {
    for run in runs {
      let (before, state) = (known[run], states[run])
      known.updateValue(state, forKey: run)
      if state?.status == .running || before??.step != state?.step { mayBeBehind = true }
      if let before, before?.withoutProgress == state?.withoutProgress { continue }
      mayBeBehind = true
      guard send(ServerSentEvent(name: "status", data: Self.json(state, run: run)), now: now) else {
        return false
      }
    }
    return true
  }

  /// - Parameter event: made of the page, once for all readers who wait for the same one; nil if it has no point.
  /// - Returns: false when the reader is gone.
  func take(_ page: PointPage, as event: ServerSentEvent?, now: ContinuousClock.Instant) -> Bool {
    cursor = page.next
    mayBeBehind = page.isPartial
    return event.map { send($0, now: now) } ?? true
  }

  /// Sends a comment if nothing has been sent for a while.
  ///
  /// - Returns: false when the reader is gone.
  func beat(now: ContinuousClock.Instant) -> Bool {
    now - lastEvent < .seconds(Self.heartbeat) || send(.comment, now: now)
  }

  private func send(_ event: ServerSentEvent, now: ContinuousClock.Instant) -> Bool {
    lastEvent = now
    return stream.write(event.text)
  }

  private static func json(_ state: RunStanding?, run: Int64) -> JSONValue {
    guard let state else { return ["run": JSONValue(run), "deleted": true] }
    return [
      "run": JSONValue(run), "job": JSONValue(state.job), "status": .string(state.status.rawValue),
      "attempt": .integer(state.attempt), "step": .integer(state.step),
      "steps": state.steps.map { .integer($0) } ?? .null,
      "message": JSONValue(state.message), "deleted": false,
    ]
  }
}

extension RunStanding {
  /// What is told of in a `status`: all but how far it is.
  fileprivate var withoutProgress: RunStanding {
    var standing = self
    standing.step = 0
    return standing
  }
}

/// One event as it goes over the wire.
///
/// - Source: WHATWG HTML, section 9.2 "Server-sent events".
struct ServerSentEvent {
  let text: Data

  /// - Parameters:
  ///   - name: `points` or `status`.
  ///   - id: what a reader sends back as `Last-Event-ID` when it comes again.
  ///   - data: JSON without line breaks.
  init(name: String, id: String? = nil, data: Data) {
    var text = Data("event: \(name)\n".utf8)
    if let id { text += Data("id: \(id)\n".utf8) }
    text += Data("data: ".utf8) + data + Data("\n\n".utf8)
    self.text = text
  }

  init(name: String, data: JSONValue) { self.init(name: name, data: Data(data.canonicalText.utf8)) }

  private init(_ text: String) { self.text = Data(text.utf8) }

  /// Says nothing; a reader passes over it.
  static let comment = ServerSentEvent(": still here\n\n")
  /// How long a reader should wait before it comes again, 2 s. Sent first, so that it knows at once that it is heard.
  static let greeting = ServerSentEvent("retry: 2000\n\n")
}
