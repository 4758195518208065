import Concurrency
import Logging
import Tracking

/// Removes what belongs to deleted jobs, on a thread of its own, in small steps with pauses between them: the writer of
/// points is never held up for long.
///
/// That a job is deleted is in the store, so a removal that a process did not finish is finished by the next one.
final class JobRemover: Sendable {
  /// Seconds that others have between two steps, at least; otherwise as long as the step took.
  private static let pause = 0.01

  private let store: any JobCleaning
  private let checkpoints: CheckpointLibrary
  private let log: Logger
  private let thread = WorkerThread("removal", isBackground: true)

  init(store: any JobCleaning, checkpoints: CheckpointLibrary, log: Logger) {
    self.store = store
    self.checkpoints = checkpoints
    self.log = log
  }

  func start() {
    thread.start { [self] thread in while thread.awaitNews() { removeEverything() } }
  }

  /// Says that there may be something to remove.
  func announceWork() { thread.announce() }

  /// Stops after the current step and waits for that.
  func stop() { thread.stop() }

  // MARK: On the thread

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
      if thread.rest(seconds: 5) { announceWork() }
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
      guard thread.rest(seconds: max(Self.pause, TimedCondition.now - start)) else { return false }
    }
    return true
  }
}
