import Foundation

/// What the training thread and its callers share.
final class QueueState: @unchecked Sendable {
  private let condition = NSCondition()
  private var isStarted = false
  private var isStopping = false
  private var hasWork = true
  private var isEnded = false
  private var cancelled: Set<Int64> = []

  /// False if it had been started already.
  func start() -> Bool {
    condition.withLock {
      defer { isStarted = true }
      return !isStarted
    }
  }

  func announceWork() {
    condition.withLock {
      hasWork = true
      condition.signal()
    }
  }

  /// Waits for work; false when it is time to leave.
  func awaitWork() -> Bool {
    condition.withLock {
      while !hasWork && !isStopping { condition.wait() }
      hasWork = false
      return !isStopping
    }
  }

  /// Waits; false when it is time to leave.
  func pause(seconds: Double) -> Bool {
    condition.withLock {
      let end = Date(timeIntervalSinceNow: seconds)
      while !isStopping, condition.wait(until: end) {}
      return !isStopping
    }
  }

  func end(_ run: Int64) { condition.withLock { _ = cancelled.remove(run) } }

  /// Runs that the store calls running: one of them may have been claimed this moment and not have begun.
  func cancel(_ runs: [Int64]) { condition.withLock { cancelled.formUnion(runs) } }

  func shouldStop(_ run: Int64) -> Bool { condition.withLock { isStopping || cancelled.contains(run) } }

  func isCancelled(_ run: Int64) -> Bool { condition.withLock { cancelled.contains(run) } }

  func leave() {
    condition.withLock {
      isEnded = true
      condition.broadcast()
    }
  }

  /// Asks the thread to leave and waits until it has.
  func stop() {
    condition.withLock {
      isStopping = true
      condition.broadcast()
      while isStarted && !isEnded { condition.wait() }
    }
  }
}
