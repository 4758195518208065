import Files
import Formats
import Compute
import Datasets
import Foundation
import Logging
import Synchronization
import Tracking

/// What a training thread does.
extension JobQueue {
  /// How a run ended, and why.
  private struct End {
    var status: Status
    var message: String?
    var divergedStep: Int?
  }

  /// Trains until nothing waits any more, or until told to leave.
  func trainEverything() {
    while !state.isLeaving, let next = persistently(claimNextRun), let assignment = next {
      let run = assignment.run
      log.info("run \(run.id) of job \(run.jobID) begins: seed \(run.seed), \(run.steps) iterations")
      let end = train(assignment)
      let stored: Void? = persistently {
        try sink.flush()
        try store.finish(run: run.id, as: end.status, message: end.message, divergedStep: end.divergedStep)
      }
      // Its tensors are gone; what else it has freed is worth more to the next one as free memory.
      MemoryRoom.giveBackFreed()
      memory.release(run.id)
      // As long as the database does not know of the end, the run will be taken up again.
      if stored != nil { checkpoints.folder(of: run.id).tidy(after: end.status) }
      state.end(run.id)
      // It may have been the last one of a deleted job.
      remover.announceWork()
      log.info("run \(run.id): \(end.status.rawValue)\(end.message.map { ", \($0)" } ?? "")")
    }
  }

  /// Repeats what the store refuses, because what stops it passes: a full disk, a lock held by somebody's shell.
  ///
  /// - Returns: nil when it is time to leave. A run whose end could not be stored is found by the next start.
  @discardableResult
  private func persistently<Value>(_ body: () throws -> Value) -> Value? {
    while true {
      do {
        return try body()
      } catch {
        log.error("the queue waits, then tries again: \(error)")
        guard state.rest(seconds: 2) else { return nil }
      }
    }
  }

  /// The folder of a run's checkpoints. On a full disk the run waits for room, rather than to lose what it has learned.
  private func patientFolder(of run: Run) -> CheckpointFolder {
    var folder = checkpoints.folder(of: run.id)
    folder.triesAgain = { self.rests(run, after: $0, isFirst: $1) }
    return folder
  }

  /// Lets a run that is under way wait for half a second because of something that passes.
  ///
  /// - Returns: false when it is time to stop.
  private func rests(_ run: Run, after error: any Error, isFirst: Bool) -> Bool {
    guard !state.shouldStop(run.id) else { return false }
    if isFirst { log.error("run \(run.id) waits, and goes on by itself: \(error)") }
    return state.rest(seconds: 0.5) && !state.shouldStop(run.id)
  }

  private func train(_ assignment: Assignment) -> End {
    let run = assignment.run
    if let shortage = assignment.shortage { return End(status: .failed, message: "\(shortage)") }
    let shouldStop = { self.state.shouldStop(run.id) }
    do {
      // Deleted since it was claimed: it has been asked to stop.
      guard let job = try store.job(run.jobID) else { return End(status: .cancelled) }
      let loaded = try Unattended.run(unless: shouldStop) { [self] in
        let config = try config(of: job)
        return (config, try datasets.dataset(named: config.dataset))
      }
      guard let (config, dataset) = loaded, !shouldStop() else { return stopped(run) }
      // Of a job that an earlier version took: that knew no `drop_last`.
      if !config.dropLast, let problem = config.batchProblem(on: TrainingSet(dataset)) {
        log.warning("run \(run.id) trains all the same: \(problem.message)")
      }
      let threads = try store.begin(run: run.id, threads: min(threads, config.threads ?? threads))
      let trainer = try trainer(of: run, config, dataset, threads: threads, from: assignment.checkpoint)
      let meter = PaceMeter(stepsPerEpoch: run.stepsPerEpoch)
      paces.withLock { $0[run.id] = meter }
      defer { paces.withLock { $0[run.id] = nil } }
      let ending = try trainer.train(
        run: run.id, into: PatientSink(sink, triesAgain: { self.rests(run, after: $0, isFirst: $1) }),
        checkpoints: patientFolder(of: run), shouldStop: shouldStop,
        observer: { if case .step(let step, _, _) = $0 { meter.report(step: step) } })
      return ending == .finished ? End(status: .succeeded) : stopped(run)
    } catch TrainingError.diverged(let step, let loss) {
      let error = TrainingError.diverged(step: step, loss: loss)
      return End(status: .failed, message: "\(error)", divergedStep: step)
    } catch  where shouldStop() {
      // It waited for room on the disk, perhaps. It can go on from the checkpoint before.
      log.warning("run \(run.id) stops: \(error)")
      return stopped(run)
    } catch {
      return End(status: .failed, message: "\(error)")
    }
  }

  private func stopped(_ run: Run) -> End {
    End(status: state.isCancelled(run.id) ? .cancelled : .interrupted)
  }

  private func trainer(
    of run: Run, _ config: JobConfig, _ dataset: Dataset, threads: Int,
    from checkpoint: CheckpointFolder.Found?
  ) throws -> Trainer {
    if let checkpoint {
      do {
        let trainer = try Trainer(
          config, dataset: dataset, seed: run.seed, threads: threads, from: checkpoint.file)
        log.info("run \(run.id) goes on from iteration \(checkpoint.step)")
        return trainer
      } catch let error where error is CheckpointError || error is FileError {
        // The points that are there will be written once more, the same ones.
        log.warning("run \(run.id) begins anew: \(error)")
      }
    }
    let trainer = try Trainer(config, dataset: dataset, seed: run.seed, threads: threads)
    for note in trainer.notes { log.notice("run \(run.id): \(note)") }
    return trainer
  }
}
