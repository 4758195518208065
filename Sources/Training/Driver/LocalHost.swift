import Concurrency
import Logging
import Tracking

/// The host of a run that is trained by the process which holds the data directory: points go to its store's writer,
/// checkpoints into the run's folder, the end into the database.
package struct LocalHost: RunHost {
  package let lease: RunLease
  package let datasets: DatasetLibrary
  package let sink: any MetricSink
  package let checkpoints: any CheckpointStorage
  package let whileTraining: RetryPolicy
  package let atTheEnd: RetryPolicy
  package let log: Logger
  private let runs: any RunLeasing
  private let stopReason: @Sendable () -> StopReason?
  private let observer: (RunEvent) throws -> Void

  /// - Parameters:
  ///   - runs: where the run was claimed.
  ///   - checkpoints: the run's folder; a full disk is waited for there as `whileTraining` has it.
  ///   - whileTraining: what is done about failures that pass; all waiting ends when `stop` says so.
  ///   - stop: whether and why to stop.
  ///   - observer: see ``RunHost/observe(_:)``.
  package init(
    _ lease: RunLease, from runs: any RunLeasing, sink: any MetricSink, checkpoints: CheckpointFolder,
    datasets: DatasetLibrary, whileTraining: RetryPolicy, atTheEnd: RetryPolicy, log: Logger,
    stop: @escaping @Sendable () -> StopReason?, observer: @escaping (RunEvent) throws -> Void
  ) {
    self.lease = lease
    self.runs = runs
    self.sink = sink
    self.datasets = datasets
    self.atTheEnd = atTheEnd
    self.log = log
    self.observer = observer
    stopReason = stop
    var patience = whileTraining.only { _ in stop() == nil }
    patience.rest = { whileTraining.rest($0) && stop() == nil }
    self.whileTraining = patience
    var folder = checkpoints
    folder.patience = patience
    self.checkpoints = folder
  }

  package var stop: StopReason? { stopReason() }

  package func begin(threads: Int) throws -> Int { try runs.begin(run: lease.run.id, threads: threads) }

  package func observe(_ event: RunEvent) throws { try observer(event) }

  package func end(_ end: RunEnd) throws -> Status {
    try runs.finish(
      run: lease.run.id, as: end.status, message: end.message, divergedStep: end.divergedStep,
      by: lease.run.owner)
  }
}
