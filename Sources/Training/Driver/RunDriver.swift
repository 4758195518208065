import Compute
import Concurrency
import Datasets
import Files
import Formats
import Logging
import Tracking

/// Trains one leased run to its end, whoever has leased it and wherever: takes it up where its checkpoint is, waits for what
/// passes, and hands over how it ended.
///
///     let end = try RunDriver(LocalHost(lease, ...)).drive()
///
/// It is to be used on a thread of its own at low priority, which is the parent of the engine's threads.
package struct RunDriver {
  private let host: any RunHost
  private var lease: RunLease { host.lease }
  private var run: Run { lease.run }

  package init(_ host: any RunHost) { self.host = host }

  /// - Returns: how the run ended. A run that fails is an answer, not an error.
  /// - Throws: what kept the host from taking the end, when it does not wait any longer. The run is still called running
  ///   then, and is taken up again once its lease has ended.
  package func drive() throws -> RunEnd {
    var end = train()
    try? host.observe(.ends(end))
    end.status = try host.atTheEnd.run {
      try host.sink.flush()
      return try host.end(end)
    }
    // As long as the host does not know of the end, the run will be taken up again.
    host.checkpoints.tidy(after: end.status)
    return end
  }

  private func train() -> RunEnd {
    do {
      let config = try lease.config.get()
      let datasets = host.datasets
      let loaded = try DetachedWork.result(unless: { host.stop != nil }) {
        try datasets.dataset(named: config.dataset)
      }
      guard let dataset = loaded, host.stop == nil else { return stopped }
      // Of a job that an earlier version took: that knew no `drop_last`.
      if !config.dropLast, let problem = config.batchProblem(on: TrainingSet(dataset)) {
        try? host.observe(.warning("trains all the same: \(problem.message)"))
      }
      let patience = host.whileTraining.only { !($0 is TrackingError) }
      let threads = try patience.run {
        try host.begin(threads: min(lease.threads, config.threads ?? lease.threads))
      }
      ThreadTeam.bind(threads: threads, to: lease.cores ?? .ofProcess)
      let trainer = try trainer(config, dataset, threads: threads)
      try? host.observe(.begins)
      let ending = try trainer.train(
        run: run.id, into: RetryingSink(host.sink, patience), checkpoints: host.checkpoints,
        shouldStop: { host.stop != nil }, observer: { try? host.observe(.progress($0)) })
      guard ending == .finished else { return stopped }
      try host.observe(.trained(trainer))
      return RunEnd(status: .succeeded)
    } catch TrainingError.diverged(let step, let loss) {
      let error = TrainingError.diverged(step: step, loss: loss)
      return RunEnd(status: .failed, message: "\(error)", divergedStep: step)
    } catch  where host.stop != nil {
      // It waited for room on the disk, perhaps. It can go on from the checkpoint before.
      host.log.warning("run \(run.id) stops: \(error)")
      return stopped
    } catch {
      return RunEnd(status: .failed, message: "\(error)")
    }
  }

  private var stopped: RunEnd { RunEnd(status: (host.stop ?? .pause).status) }

  private func trainer(_ config: JobConfig, _ dataset: Dataset, threads: Int) throws -> Trainer {
    if let checkpoint = lease.checkpoint {
      do {
        let trainer = try Trainer(
          config, dataset: dataset, seed: run.seed, threads: threads, from: checkpoint.file)
        try? host.observe(.note("goes on from iteration \(checkpoint.step)"))
        return trainer
      } catch  where error is CheckpointError || error is FileError {
        // The points that are there will be written once more, the same ones.
        try? host.observe(.warning("begins anew: \(error)"))
      }
    }
    let trainer = try Trainer(config, dataset: dataset, seed: run.seed, threads: threads)
    for note in trainer.notes { try? host.observe(.note(note)) }
    return trainer
  }
}

/// A sink for which what keeps a series from being made, such as a full disk or a lock that somebody's shell holds, is no
/// reason for the run to fail.
///
/// Points and flushes go straight through. The sink behind it keeps points until it can store them.
struct RetryingSink: MetricSink {
  private let sink: any MetricSink
  private let patience: RetryPolicy

  init(_ sink: any MetricSink, _ patience: RetryPolicy) {
    self.sink = sink
    self.patience = patience
  }

  func series(of metric: Metric, in run: Int64) throws -> Int64 {
    try patience.run { try sink.series(of: metric, in: run) }
  }

  func append(_ points: [Point], run: Int64, step: Int) { sink.append(points, run: run, step: step) }

  func flush() throws { try sink.flush() }
}
