import Synchronization
import Tracking

/// What the training threads and their callers share.
final class EmbeddedState: Sendable {
  private struct Content {
    /// By run. One of them may have been claimed this moment and not have begun.
    var asked: [Int64: StopReason] = [:]
    /// Whether a thread looks for its next run. Only one does at a time, so that each finds the cores that the others left.
    var isClaiming = false
    /// The run whose turn it is while there is no memory for it, and why.
    var waiting: (run: Int64, reason: String)?
  }

  private let content = Mutex(Content())

  // MARK: Runs that are asked to stop

  /// Asks runs that the store calls running to stop. To be cancelled goes before to be paused.
  func ask(_ runs: [Int64], to stop: StopReason) {
    content.withLock { content in
      for run in runs where content.asked[run] != .cancel { content.asked[run] = stop }
    }
  }

  /// Lets runs go on that were asked to pause and have not stopped yet.
  func withdrawPause(of runs: [Int64]) {
    content.withLock { content in
      for run in runs where content.asked[run] == .pause { content.asked[run] = nil }
    }
  }

  /// Why a run is asked to stop; nil for one that is not.
  func stop(of run: Int64) -> StopReason? { content.withLock { $0.asked[run] } }

  func end(_ run: Int64) { content.withLock { $0.asked[run] = nil } }

  // MARK: A thread that looks for its next run

  /// - Returns: whether it may. If not, somebody else does, and looks again when there is news meanwhile.
  func beginClaim() -> Bool {
    content.withLock { content in
      defer { content.isClaiming = true }
      return !content.isClaiming
    }
  }

  func endClaim() { content.withLock { $0.isClaiming = false } }

  // MARK: A run that cannot begin yet

  /// - Returns: whether that is news.
  func wait(_ run: Int64, because reason: String) -> Bool {
    content.withLock { content in
      defer { content.waiting = (run, reason) }
      return content.waiting?.run != run
    }
  }

  func endWait() { content.withLock { $0.waiting = nil } }

  /// Why a run waits though it is its turn; nil for every other.
  func reasonToWait(of run: Int64) -> String? {
    content.withLock { $0.waiting?.run == run ? $0.waiting?.reason : nil }
  }
}
