import Concurrency
import Logging
import Synchronization
import Tracking

/// Trains runs in this process, some side by side, in the order of their jobs' priorities and submission.
///
/// All its work is done on threads of its own at low priority, which are also the parents of the engine's threads, so that the
/// server answers at once while every core trains.
package final class EmbeddedExecutor: Executor {
  package let name = "here"
  let runs: any RunLeasing
  /// For whom runs are claimed, and what trains them.
  let lease: LeaseTerms
  let sink: any MetricSink
  let datasets: DatasetLibrary
  let checkpoints: CheckpointLibrary
  let cores: CoreShares
  let log: Logger
  /// Told of each run that has ended: it may have been the last one of a deleted job.
  let onEnd: @Sendable () -> Void
  let state = EmbeddedState()
  /// Memory for runs to begin with.
  let memory: MemoryBudget
  /// Of the runs under way.
  let paces = Mutex<[Int64: PaceMeter]>([:])
  private let trainers: [WorkerThread]

  /// - Parameters:
  ///   - runs: where runs are claimed and ended.
  ///   - lease: what they are claimed with.
  ///   - checkpoints: where runs keep what they go on from.
  ///   - cores: what runs side by side share; with 0 of them nothing is trained.
  ///   - memory: what they share, too.
  ///   - onEnd: called on a training thread.
  init(
    runs: any RunLeasing, lease: LeaseTerms, sink: any MetricSink, datasets: DatasetLibrary,
    checkpoints: CheckpointLibrary, cores: CoreShares, memory: MemoryBudget, log: Logger,
    onEnd: @escaping @Sendable () -> Void
  ) {
    self.runs = runs
    self.lease = lease
    self.sink = sink
    self.datasets = datasets
    self.checkpoints = checkpoints
    self.cores = cores
    self.memory = memory
    self.log = log
    self.onEnd = onEnd
    trainers = (0..<cores.most).map { _ in WorkerThread("training", isBackground: true) }
  }

  package var promise: ExecutorPromise {
    ExecutorPromise(places: lease.places, sideBySide: trainers.count)
  }

  package func start() {
    for trainer in trainers {
      trainer.start { [self] thread in while thread.awaitNews() { trainEverything(thread) } }
    }
  }

  package func submit() { for trainer in trainers { trainer.announce() } }

  /// Those that it has stop before their next iteration, within an evaluation before the next batch of it, and leave a
  /// checkpoint.
  package func cancel(_ runs: [Int64], for reason: StopReason) { state.ask(runs, to: reason) }

  package func withdrawPause(of runs: [Int64]) { state.withdrawPause(of: runs) }

  package func follow(_ run: Int64) -> RunStandingHere? {
    let pace = paces.withLock { $0[run]?.pace }
    let waiting = state.reasonToWait(of: run)
    return pace == nil && waiting == nil ? nil : RunStandingHere(waiting: waiting, pace: pace)
  }

  /// Stops after the current iterations. The runs under way become `interrupted`: the next start goes on with them.
  package func stop() {
    for trainer in trainers { trainer.askToStop() }
    for trainer in trainers { trainer.stop() }
  }
}
