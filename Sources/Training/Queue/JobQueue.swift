import Concurrency
import Logging
import Tracking

/// What is queued, and those who see to it that it is trained.
///
/// What waits is in the store, not here: the executors take their next run from there, in the order of the jobs' priorities and
/// submission.
package final class JobQueue: Sendable {
  let jobs: any JobControl
  let datasets: DatasetLibrary
  package let checkpoints: CheckpointLibrary
  /// Of this process.
  let cores: CoreShares
  package let executors: [any Executor]
  let remover: JobRemover

  /// - Parameters:
  ///   - jobs: what is queued.
  ///   - runs: where runs are claimed and ended.
  ///   - lease: what they are claimed with here.
  ///   - cleaning: what is removed of deleted jobs.
  ///   - checkpoints: where runs keep what they go on from; read by whoever asks for weights, too.
  ///   - threads: cores that training may use here.
  ///   - workers: runs side by side, which share them evenly; with 0 nothing is trained here. nil for as many as wait.
  ///   - memory: what they share.
  ///   - others: who trains beside this process.
  package init(
    jobs: any JobControl, runs: any RunLeasing, lease: LeaseTerms = .local, cleaning: any JobCleaning,
    sink: any MetricSink, datasets: DatasetLibrary, checkpoints: CheckpointLibrary, threads: Int,
    workers: Int? = 1, memory: MemoryBudget = MemoryBudget(), others: [any Executor] = [], log: Logger
  ) {
    self.jobs = jobs
    self.datasets = datasets
    self.checkpoints = checkpoints
    let remover = JobRemover(store: cleaning, checkpoints: checkpoints, log: log)
    self.remover = remover
    cores = CoreShares(cores: threads, workers: workers)
    let embedded = EmbeddedExecutor(
      runs: runs, lease: lease, sink: sink, datasets: datasets, checkpoints: checkpoints, cores: cores,
      memory: memory, log: log, onEnd: remover.announceWork)
    executors = [embedded] + others
  }

  /// As above, for a store that is all three.
  package convenience init(
    store: some JobControl & RunLeasing & JobCleaning, lease: LeaseTerms = .local, sink: any MetricSink,
    datasets: DatasetLibrary, checkpoints: CheckpointLibrary, threads: Int, workers: Int? = 1,
    memory: MemoryBudget = MemoryBudget(), others: [any Executor] = [], log: Logger
  ) {
    self.init(
      jobs: store, runs: store, lease: lease, cleaning: store, sink: sink, datasets: datasets,
      checkpoints: checkpoints,
      threads: threads, workers: workers, memory: memory, others: others, log: log)
  }

  /// Runs side by side in this process, at most.
  package var workers: Int { executors.compactMap(\.promise.sideBySide).reduce(0, +) }

  /// Stores a job; it is on disk when this returns.
  ///
  /// - Throws: ``ConfigError`` when the dataset is not there, or an error of the store.
  package func submit(_ config: JobConfig) throws -> Job {
    try submit([try config.newJob(datasets: datasets)])[0]
  }

  /// Stores jobs, all of them or none; they are on disk when this returns.
  ///
  /// - Throws: an error of the store.
  package func submit(_ jobs: [NewJob]) throws -> [Job] {
    defer { announceWork() }
    return try self.jobs.insert(jobs)
  }

  /// Starts the executors, and the thread that removes what was deleted.
  package func start() {
    remover.start()
    for executor in executors { executor.start() }
  }

  /// Says that there may be something to take.
  package func announceWork() { for executor in executors { executor.submit() } }

  /// Says that a run which no executor of this process had has come to an end, or to a break.
  package func announceEnd() {
    announceWork()
    // It may have been the last one of a deleted job.
    remover.announceWork()
  }

  /// Stops the executors. Runs under way in this process become `interrupted`: the next start goes on with them.
  package func stop() {
    for executor in executors { executor.stop() }
    remover.stop()
  }
}
