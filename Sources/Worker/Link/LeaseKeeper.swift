import Concurrency
import Logging
import Synchronization
import Tracking

/// Holds a lease: renews it three times within its time, tells the server what there is to tell, and learns whether to stop.
///
/// While the server is away the run goes on. What the server did meanwhile, it says when it is back.
final class LeaseKeeper: Sendable {
  private let calls: LeaseCalls
  private let run: Run
  private let log: Logger
  private let thread = WorkerThread("lease")
  private let state = Mutex(State())

  private struct State {
    var stop: StopReason?
    var isLost = false
    var isAway = false
    var notes: [String] = []
  }

  /// Seconds between two tries while the server is away.
  private static let pause = 2.0

  init(_ run: Run, _ calls: LeaseCalls, log: Logger) {
    self.run = run
    self.calls = calls
    self.log = log
  }

  func start() {
    thread.start { [self] thread in
      while thread.awaitNews(
        atMost: state.withLock { $0.isAway } ? min(Self.pause, calls.seconds / 3) : calls.seconds / 3)
      { _ = try? renew() }
    }
  }

  /// Tells what is left to tell, and renews no more.
  ///
  /// - Parameter waiting: whether for a call that is under way.
  func end(waiting: Bool) {
    guard waiting else { return thread.askToStop() }
    thread.stop()
    if state.withLock({ !$0.notes.isEmpty }) { _ = try? renew() }
  }

  /// Why to stop; nil to go on.
  var stop: StopReason? { state.withLock { $0.isLost ? .pause : $0.stop } }

  /// Whether somebody else has the run now.
  var isLost: Bool { state.withLock { $0.isLost } }

  /// Notes that the server has said so, of whatever call.
  func lose(_ reason: String) {
    let isNews = state.withLock { state in
      defer { state.isLost = true }
      return !state.isLost
    }
    if isNews { log.warning("run \(run.id) is not this worker's any more, and stops here: \(reason)") }
  }

  /// Keeps a word for the run's history.
  func note(_ text: String) {
    state.withLock { if $0.notes.count < 100 { $0.notes.append(String(text.prefix(2_000))) } }
    thread.announce()
  }

  /// - Throws: ``LinkError``, ``LeaseLost``.
  func renew(threads: Int? = nil) throws -> LeaseStanding {
    let notes = state.withLock { $0.notes }
    do {
      let standing = try calls.renew(run, threads: threads, notes: notes)
      let wasAway = state.withLock { state in
        state.notes.removeFirst(min(notes.count, state.notes.count))
        state.stop = standing.stop
        defer { state.isAway = false }
        return state.isAway
      }
      if wasAway { log.notice("the server is back") }
      return standing
    } catch let lost as LeaseLost {
      lose(lost.reason)
      throw lost
    } catch {
      let isNews = state.withLock { state in
        defer { state.isAway = true }
        return !state.isAway
      }
      if isNews { log.warning("run \(run.id) goes on without the server: \(error)") }
      throw error
    }
  }
}
