import Compute
import Datasets
import Foundation
import Logging
import Tracking

/// Trains the runs of all jobs, one at a time, in the order in which they were submitted.
///
/// What is queued is in the store, not here: the queue only asks for the next run. All its work is done on one thread
/// of its own at low priority, which is also the parent of the engine's threads, so that the server answers at once
/// while every core trains.
package final class JobQueue: Sendable {
  private let store: any JobStore
  private let sink: any MetricSink
  private let datasets: DatasetLibrary
  package let checkpoints: CheckpointLibrary
  private let threads: Int
  private let log: Logger
  private let state = QueueState()

  /// - Parameters:
  ///   - checkpoints: where runs keep what they go on from; read by whoever asks for weights, too.
  ///   - threads: cores that a run may use.
  package init(
    store: any JobStore, sink: any MetricSink, datasets: DatasetLibrary, checkpoints: CheckpointLibrary,
    threads: Int, log: Logger
  ) {
    self.store = store
    self.sink = sink
    self.datasets = datasets
    self.checkpoints = checkpoints
    self.threads = threads
    self.log = log
  }

  // MARK: What callers do

  /// Stores a job; it is on disk when this returns.
  ///
  /// - Throws: ``ConfigError`` when the dataset is not there, or an error of the store.
  package func submit(_ config: JobConfig) throws -> Job {
    let job = try store.insert(try config.newJob(datasets: datasets))
    state.announceWork()
    return job
  }

  /// Cancels a job's queued runs and asks the one under way to stop, which it does before its next iteration.
  ///
  /// - Returns: the job as it is now.
  /// - Throws: ``TrackingError/noSuchJob(_:)`` or an error of the store.
  package func cancel(_ job: Int64) throws -> Job {
    state.cancel(try store.cancel(job: job))
    guard let job = try store.job(job) else { throw TrackingError.noSuchJob(job) }
    return job
  }

  /// Starts the training thread. Interrupted runs are taken up again before queued ones.
  package func start() {
    guard state.start() else { return }
    let thread = Thread { [self] in
      ThreadPriority.lower()
      while state.awaitWork() { trainEverything() }
      state.leave()
    }
    thread.name = "training"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Stops after the current iteration. The run under way becomes `interrupted`: the next start goes on with it.
  package func stop() { state.stop() }

  // MARK: What the training thread does

  /// Trains until nothing waits any more, or until told to leave.
  private func trainEverything() {
    while let next = persistently(claimNextRun), let (run, checkpoint) = next {
      log.info("run \(run.id) of job \(run.jobID) begins: seed \(run.seed), \(run.steps) iterations")
      let (status, message) = train(run, from: checkpoint)
      let stored: Void? = persistently {
        try sink.flush()
        try store.finish(run: run.id, as: status, message: message)
      }
      // As long as the database does not know of the end, the run will be taken up again.
      if stored != nil { checkpoints.folder(of: run.id).tidy(after: status) }
      state.end(run.id)
      log.info("run \(run.id): \(status.rawValue)\(message.map { ", \($0)" } ?? "")")
      if status == .interrupted { return }
    }
  }

  /// The run whose turn it is, and what it goes on from if it was interrupted and has a checkpoint.
  private func claimNextRun() throws -> (Run, CheckpointFolder.Found?)? {
    var found: (run: Int64, checkpoint: CheckpointFolder.Found?)?
    let next = try store.claimNextRun { run in
      let checkpoint = try self.checkpoint(of: run)
      found = (run, checkpoint)
      return checkpoint?.step ?? 0
    }
    return next.map { run in (run, found?.run == run.id ? found?.checkpoint : nil) }
  }

  /// The newest checkpoint that is whole and belongs to the run.
  private func checkpoint(of id: Int64) throws -> CheckpointFolder.Found? {
    guard let run = try store.run(id), let job = try store.job(run.jobID),
      let found = checkpoints.folder(of: id).newest()
    else { return nil }
    do {
      let config = try config(of: job)
      let record = try CheckpointRecord(found.file)
      try record.check(found.file.path, belongsTo: config, seed: run.seed)
      guard record.step == found.step else {
        throw CheckpointError.foreign(
          path: found.file.path, what: "iteration", expected: "\(found.step)", found: "\(record.step)")
      }
      return found
    } catch {
      log.warning("run \(id) begins anew: \(error)")
      return nil
    }
  }

  private func config(of job: Job) throws -> JobConfig {
    try JobConfig(parsing: Data(job.config.utf8), datasets: datasets, allowingFiles: true)
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
        guard state.pause(seconds: 2) else { return nil }
      }
    }
  }

  /// - Returns: the status that the run ends with, and why.
  private func train(_ run: Run, from checkpoint: CheckpointFolder.Found?) -> (Status, String?) {
    do {
      guard let job = try store.job(run.jobID) else { throw TrackingError.noSuchJob(run.jobID) }
      let config = try config(of: job)
      let dataset = try datasets.dataset(named: config.dataset)
      let trainer = try trainer(of: run, config, dataset, from: checkpoint)
      let ending = try trainer.train(
        run: run.id, into: sink, checkpoints: checkpoints.folder(of: run.id),
        shouldStop: { state.shouldStop(run.id) })
      switch ending {
      case .finished: return (.succeeded, nil)
      case .stopped: return state.isCancelled(run.id) ? (.cancelled, nil) : (.interrupted, nil)
      }
    } catch {
      return (.failed, "\(error)")
    }
  }

  private func trainer(
    of run: Run, _ config: JobConfig, _ dataset: Dataset, from checkpoint: CheckpointFolder.Found?
  ) throws -> Trainer {
    if let checkpoint {
      do {
        let trainer = try Trainer(
          config, dataset: dataset, seed: run.seed, threads: threads, from: checkpoint.file)
        log.info("run \(run.id) goes on from iteration \(checkpoint.step)")
        return trainer
      } catch let error as CheckpointError {
        // The points that are there will be written once more, the same ones.
        log.warning("run \(run.id) begins anew: \(error)")
      }
    }
    return try Trainer(config, dataset: dataset, seed: run.seed, threads: threads)
  }
}
