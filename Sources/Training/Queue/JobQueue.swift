import Concurrency
import Logging
import Synchronization
import Tracking

/// Trains the runs of all jobs, some side by side, in the order of their jobs' priorities and submission.
///
/// What is queued is in the store, not here: the queue only asks for the next run. All its work is done on threads of
/// its own at low priority, which are also the parents of the engine's threads, so that the server answers at once
/// while every core trains.
package final class JobQueue: Sendable {
  let jobs: any JobControl
  let runs: any RunLeasing
  /// For whom runs are claimed, and what trains them.
  let lease: LeaseTerms
  let sink: any MetricSink
  let datasets: DatasetLibrary
  package let checkpoints: CheckpointLibrary
  /// Runs side by side, at most.
  package var workers: Int { trainers.count }
  private let trainers: [WorkerThread]
  let cores: CoreShares
  let log: Logger
  let state = QueueState()
  let remover: JobRemover
  /// Memory for runs to begin with.
  let memory: MemoryBudget
  /// Of the runs under way.
  let paces = Mutex<[Int64: PaceMeter]>([:])

  /// - Parameters:
  ///   - jobs: what is queued.
  ///   - runs: where runs are claimed and ended.
  ///   - lease: what they are claimed with.
  ///   - cleaning: what is removed of deleted jobs.
  ///   - checkpoints: where runs keep what they go on from; read by whoever asks for weights, too.
  ///   - threads: cores that training may use.
  ///   - workers: runs side by side, which share them evenly; with 0 nothing is trained. nil for as many as wait.
  ///   - memory: what they share.
  package init(
    jobs: any JobControl, runs: any RunLeasing, lease: LeaseTerms = .local, cleaning: any JobCleaning,
    sink: any MetricSink, datasets: DatasetLibrary, checkpoints: CheckpointLibrary, threads: Int,
    workers: Int? = 1,
    memory: MemoryBudget = MemoryBudget(), log: Logger
  ) {
    self.jobs = jobs
    self.runs = runs
    self.lease = lease
    self.sink = sink
    self.datasets = datasets
    self.checkpoints = checkpoints
    cores = CoreShares(cores: threads, workers: workers)
    self.memory = memory
    self.log = log
    trainers = (0..<cores.most).map { _ in WorkerThread("training", isBackground: true) }
    remover = JobRemover(store: cleaning, checkpoints: checkpoints, log: log)
  }

  /// As above, for a store that is all three.
  package convenience init(
    store: some JobControl & RunLeasing & JobCleaning, lease: LeaseTerms = .local, sink: any MetricSink,
    datasets: DatasetLibrary, checkpoints: CheckpointLibrary, threads: Int, workers: Int? = 1,
    memory: MemoryBudget = MemoryBudget(), log: Logger
  ) {
    self.init(
      jobs: store, runs: store, lease: lease, cleaning: store, sink: sink, datasets: datasets,
      checkpoints: checkpoints,
      threads: threads, workers: workers, memory: memory, log: log)
  }

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

  /// Starts the training threads, and the one that removes what was deleted.
  package func start() {
    remover.start()
    for trainer in trainers {
      trainer.start { [self] thread in while thread.awaitNews() { trainEverything(thread) } }
    }
  }

  /// Says that there may be something to claim.
  func announceWork() { for trainer in trainers { trainer.announce() } }

  /// Stops after the current iterations. The runs under way become `interrupted`: the next start goes on with them.
  package func stop() {
    for trainer in trainers { trainer.askToStop() }
    for trainer in trainers { trainer.stop() }
    remover.stop()
  }
}
