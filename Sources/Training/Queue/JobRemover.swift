import Compute
import Foundation
import Logging
import Tracking

/// Removes what belongs to deleted jobs, on a thread of its own, in small steps with pauses between them: the writer of
/// points is never held up for long.
///
/// That a job is deleted is in the store, so a removal that a process did not finish is finished by the next one.
final class JobRemover: @unchecked Sendable {
  // Safe to share: everything under "state" is touched with `condition` held.

  /// Seconds that others have between two steps, at least; otherwise as long as the step took.
  private static let pause = 0.01

  private let store: any JobStore
  private let checkpoints: CheckpointLibrary
  private let log: Logger

  private let condition = TimedCondition()
  // State.
  private var isStarted = false
  private var isStopping = false
  private var hasEnded = false
  private var hasWork = true

  init(store: any JobStore, checkpoints: CheckpointLibrary, log: Logger) {
    self.store = store
    self.checkpoints = checkpoints
    self.log = log
  }

  func start() {
    let isFirst = condition.withLock {
      defer { isStarted = true }
      return !isStarted
    }
    guard isFirst else { return }
    let thread = Thread { [self] in
      ThreadPriority.lower()
      while awaitWork() { removeEverything() }
      condition.withLock {
        hasEnded = true
        condition.broadcast()
      }
    }
    thread.name = "removal"
    thread.start()
  }

  /// Says that there may be something to remove.
  func announceWork() {
    condition.withLock {
      hasWork = true
      condition.broadcast()
    }
  }

  /// Stops after the current step and waits for that.
  func stop() {
    condition.withLock {
      isStopping = true
      condition.broadcast()
      while isStarted && !hasEnded { condition.wait() }
    }
  }

  // MARK: On the thread

  private func awaitWork() -> Bool {
    condition.withLock {
      while !hasWork && !isStopping { condition.wait() }
      hasWork = false
      return !isStopping
    }
  }

  /// Waits; false when it is time to leave.
  private func rest(seconds: Double) -> Bool {
    condition.withLock {
      let end = TimedCondition.now + seconds
      while !isStopping, condition.wait(until: end) {}
      return !isStopping
    }
  }

  private func removeEverything() {
    do {
      while let (job, runs) = try store.deletedJob() {
        for run in runs { checkpoints.folder(of: run).remove() }
        guard try inSteps({ try store.removeSome(of: job) }) else { return }
        log.info("job \(job): removed")
      }
      _ = try inSteps { try store.giveBackSome() }
    } catch {
      log.error("what belongs to deleted jobs is not removed yet, and will be tried again: \(error)")
      if rest(seconds: 5) { announceWork() }
    }
  }

  /// Repeats a step until it says that nothing is left.
  ///
  /// - Returns: false when it is time to leave before.
  private func inSteps(_ step: () throws -> Bool) throws -> Bool {
    var isLeft = true
    while isLeft {
      let start = TimedCondition.now
      isLeft = try step()
      guard rest(seconds: max(Self.pause, TimedCondition.now - start)) else { return false }
    }
    return true
  }
}
