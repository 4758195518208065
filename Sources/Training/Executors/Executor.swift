import Tracking

/// Somebody who sees to it that runs which wait are trained: this process on its own cores, or a scheduler of many machines.
///
/// What is queued, and what becomes of it, is in the store; an executor takes runs from there and nobody tells it which. Beside
/// ``JobQueue``, which knows no more of it than this, one is a folder: ``EmbeddedExecutor`` and ``SlurmExecutor`` are there.
package protocol Executor: Sendable {
  /// As people call it, and as the column `submissions.executor` has it: `here`, `slurm`.
  var name: String { get }
  var promise: ExecutorPromise { get }

  /// Begins to take runs.
  func start()
  /// Says that there may be something to take.
  func submit()
  /// Asks those of some runs to stop that it has; the others are none of its business. Returns at once: what becomes of them
  /// is stored when they have stopped.
  func cancel(_ runs: [Int64], for reason: StopReason)
  /// Lets runs go on that were asked to pause and have not stopped yet.
  func withdrawPause(of runs: [Int64])
  /// What it knows of a run that the store does not; nil for one that it does not have.
  func follow(_ run: Int64) -> RunStandingHere?
  /// Takes no more, and returns when nothing is under way in this process any more.
  func stop()
}

/// What an executor can promise of the runs that it takes.
package struct ExecutorPromise: Sendable, Equatable {
  /// Which runs it takes.
  package var places: [Place]
  /// Runs side by side at most; nil where that is a scheduler's affair.
  package var sideBySide: Int?

  package init(places: [Place], sideBySide: Int?) {
    self.places = places
    self.sideBySide = sideBySide
  }
}

/// What an executor knows of one of its runs.
package struct RunStandingHere: Sendable, Equatable {
  /// Why it has not begun though it is its turn, for people; nil for no reason.
  package var waiting: String?
  /// How fast it gets on; nil where nobody knows.
  package var pace: Pace?

  package init(waiting: String? = nil, pace: Pace? = nil) {
    self.waiting = waiting
    self.pace = pace
  }
}
