/// The jobs and their states, as the queue needs them. Every call is one transaction: what it returns is on disk.
package protocol JobStore: Sendable {
  /// Stores a job and one queued run per seed.
  func insert(_ job: NewJob) throws -> Job

  func job(_ id: Int64) throws -> Job?
  func run(_ id: Int64) throws -> Run?

  /// Marks every run of ours that is `running` as `interrupted`: called once at start-up, before any run is claimed, when
  /// such a run can only be one whose process died. A run that is trained elsewhere stays as it is.
  ///
  /// - Returns: how many runs were marked.
  @discardableResult
  func markInterrupted() throws -> Int

  /// Takes the next run to train: an interrupted one first, else the oldest queued one, and marks it `running`.
  ///
  /// An interrupted run goes back to `step`, the last one that its checkpoint holds (0 without one): its points
  /// after that step are deleted in the same transaction and its attempt goes up by one.
  ///
  /// - Parameter checkpointStep: the step that a run can be resumed from. Called outside any transaction, so it may
  ///   take its time, and again for another run if somebody else claims the first one meanwhile.
  /// - Returns: the run in its new state, or nil when nothing waits.
  func claimNextRun(checkpointStep: (Int64) throws -> Int) throws -> Run?

  /// Takes a queued run out of its turn, to train it right here, and marks it `running`.
  ///
  /// - Throws: ``TrackingError/noSuchRun(_:)``, or ``TrackingError/badTransition(run:from:to:)`` if it is not queued.
  func claim(run: Int64) throws -> Run

  /// Ends a running run.
  ///
  /// - Throws: ``TrackingError/badTransition(run:from:to:)`` if it is not running.
  func finish(run: Int64, as status: Status, message: String?) throws

  /// Cancels what has not started of a job, and what is trained elsewhere, in one transaction.
  ///
  /// - Returns: the runs that are under way and have to be stopped by whoever trains them.
  /// - Throws: ``TrackingError/noSuchJob(_:)``.
  func cancel(job: Int64) throws -> [Int64]
}

/// What can be wrong with a request about jobs and runs.
package enum TrackingError: Error, Equatable, CustomStringConvertible {
  case noSuchJob(Int64)
  case noSuchRun(Int64)
  case badTransition(run: Int64, from: Status, to: Status)
  /// Points or an end for a run that this server trains.
  case notExternal(run: Int64)
  /// Points for a run that has ended.
  case notOpen(run: Int64, Status)
  /// A batch's name came again with other points.
  case batchChanged(run: Int64, name: String)

  package var description: String {
    switch self {
    case .noSuchJob(let id): "there is no job \(id); GET /api/v1/jobs lists them"
    case .noSuchRun(let id): "there is no run \(id); GET /api/v1/runs lists them"
    case .badTransition(let run, let from, let to):
      "run \(run) is \(from.rawValue) and cannot become \(to.rawValue)"
    case .notExternal(let run):
      "run \(run) is trained by this server, which alone writes to it; POST /api/v1/runs opens a run for others"
    case .notOpen(let run, let status):
      "run \(run) is \(status.rawValue) and takes no more points; POST /api/v1/runs opens another"
    case .batchChanged(let run, let name):
      "run \(run) has another batch called \"\(name)\" already; give each batch a name of its own, or none"
    }
  }
}
