import Concurrency
import Logging
import Synchronization
import Tracking

/// Hands runs to a Slurm cluster: each is a task that starts `bearing worker`, which takes the run by its id and trains it with
/// the same loop as this process would.
///
/// Slurm decides when and where; that a run is under way, and how it ended, is known from its worker. Slurm's own word counts
/// where the worker says nothing any more: a node that failed, a task that was preempted or killed. Then the run is interrupted
/// and handed over again, and goes on from its checkpoint.
package final class SlurmExecutor: Executor {
  package let name = "slurm"
  let options: SlurmOptions
  let log: Logger
  let submissions: any SubmissionLog
  let datasets: DatasetLibrary
  let state = Mutex(State())
  private let thread = WorkerThread("slurm")

  struct State {
    /// Runs whose tasks are to be ended.
    var unwanted: Set<Int64> = []
    /// By run.
    var waits: [Int64: String] = [:]
    /// What was wrong at the last look, so that it is said once.
    var problem: String?
    /// When a submission that was refused is tried again.
    var patience: Double = 0
    /// Where the server is.
    var server: String?
    /// Tasks of one array at most; nil before somebody has asked.
    var longestArray: Int?
  }

  /// Times that a run is handed over in a row without anybody beginning it.
  static let mostFailures = 3
  /// Runs of one look at most; the others come with the next.
  static let mostAtOnce = 5_000

  /// - Parameters:
  ///   - datasets: for what a run needs.
  package init(
    _ options: SlurmOptions, submissions: any SubmissionLog, datasets: DatasetLibrary, log: Logger
  ) {
    self.options = options
    self.submissions = submissions
    self.datasets = datasets
    self.log = log
  }

  /// Tells where tasks reach the server, where the options do not. To be called before ``start()``.
  package func serve(at address: String) { state.withLock { $0.server = address } }

  package var promise: ExecutorPromise {
    ExecutorPromise(places: [.any, .slurm], sideBySide: nil)
  }

  package func start() {
    thread.start { [self] thread in while thread.awaitNews(atMost: options.poll) { look() } }
  }

  package func submit() { thread.announce() }

  /// Their tasks are ended: one that waits at once, one that runs is told to stop, as Slurm does it, and asks the server why.
  package func cancel(_ runs: [Int64], for reason: StopReason) {
    guard !runs.isEmpty else { return }
    state.withLock { $0.unwanted.formUnion(runs) }
    thread.announce()
  }

  package func withdrawPause(of runs: [Int64]) { state.withLock { $0.unwanted.subtract(runs) } }

  package func follow(_ run: Int64) -> RunStandingHere? {
    state.withLock { $0.waits[run] }.map { RunStandingHere(waiting: $0) }
  }

  /// Looks no more. What runs on the cluster goes on, and is found by the next start.
  package func stop() { thread.stop() }

  // MARK: On the thread

  /// Follows what was handed over, then hands over what waits.
  private func look() {
    do {
      try followTasks()
      try handOver()
      state.withLock { $0.problem = nil }
    } catch {
      let isNews = state.withLock { state in
        defer { state.problem = "\(error)" }
        return state.problem != "\(error)"
      }
      if isNews { log.error("Slurm: \(error); tried again every \(options.poll) s") }
    }
  }
}
