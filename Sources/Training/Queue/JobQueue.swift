import Compute
import Foundation
import Logging
import Synchronization
import Tracking

/// Trains the runs of all jobs, some side by side, in the order of their jobs' priorities and submission.
///
/// What is queued is in the store, not here: the queue only asks for the next run. All its work is done on threads of
/// its own at low priority, which are also the parents of the engine's threads, so that the server answers at once
/// while every core trains.
package final class JobQueue: Sendable {
  let store: any JobStore
  let sink: any MetricSink
  let datasets: DatasetLibrary
  package let checkpoints: CheckpointLibrary
  /// Runs side by side.
  package let workers: Int
  /// Cores of one run.
  let threads: Int
  let log: Logger
  let state = QueueState()
  let remover: JobRemover
  /// Memory for runs to begin with.
  let memory: MemoryBudget
  /// Of the runs under way.
  let paces = Mutex<[Int64: PaceMeter]>([:])

  /// - Parameters:
  ///   - checkpoints: where runs keep what they go on from; read by whoever asks for weights, too.
  ///   - threads: cores that training may use, shared evenly by the workers; each has one at least.
  ///   - workers: runs side by side; with 0 nothing is trained.
  ///   - memory: what they share.
  package init(
    store: any JobStore, sink: any MetricSink, datasets: DatasetLibrary, checkpoints: CheckpointLibrary,
    threads: Int, workers: Int = 1, memory: MemoryBudget = MemoryBudget(), log: Logger
  ) {
    self.store = store
    self.sink = sink
    self.datasets = datasets
    self.checkpoints = checkpoints
    self.workers = workers
    self.threads = max(1, threads / max(1, workers))
    self.memory = memory
    self.log = log
    remover = JobRemover(store: store, checkpoints: checkpoints, log: log)
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
    defer { state.announceWork() }
    return try store.insert(jobs)
  }

  /// Starts the training threads, and the one that removes what was deleted.
  package func start() {
    guard state.start(threads: workers) else { return }
    remover.start()
    for _ in 0..<workers {
      let thread = Thread { [self] in
        ThreadPriority.lower()
        var seen = 0
        while let news = state.awaitWork(after: seen) {
          seen = news
          trainEverything()
        }
        state.leave()
      }
      thread.name = "training"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Stops after the current iterations. The runs under way become `interrupted`: the next start goes on with them.
  package func stop() {
    state.stop()
    remover.stop()
  }
}
