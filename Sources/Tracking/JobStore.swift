/// The jobs and their states, as the queue needs them. Every call is one transaction: what it returns is on disk.
package protocol JobStore: Sendable {
  /// Stores jobs and one queued run per seed of each: all of them or, if anything is refused, none.
  func insert(_ jobs: [NewJob]) throws -> [Job]

  func job(_ id: Int64) throws -> Job?
  func run(_ id: Int64) throws -> Run?

  /// Marks every run of ours that is `running` as `interrupted`, or as `cancelled` if that had been asked for: called once
  /// at start-up, before any run is claimed, when such a run can only be one whose process died. A run that is trained
  /// elsewhere stays as it is.
  ///
  /// - Returns: how many runs wait to be taken up again.
  @discardableResult
  func markInterrupted() throws -> Int

  /// Takes the next run to train and marks it `running`: of the highest priority, an interrupted one first, else the one
  /// that was asked for first. Runs of paused jobs are passed over.
  ///
  /// An interrupted run goes back to `step`, the last one that its checkpoint holds (0 without one): its points
  /// after that step are deleted in the same transaction and its attempt goes up by one.
  ///
  /// An interrupted run in whose training the process has died ``Run/mostDeaths`` times since its newest checkpoint fails
  /// instead, and the next one is looked for.
  ///
  /// - Parameters:
  ///   - admit: throws if the run cannot be begun now; then nothing is claimed. Called outside any transaction, so it may
  ///     take its time, and again for another run if somebody else claims the first one meanwhile.
  ///   - checkpointStep: the step that a run can be resumed from; called likewise.
  /// - Returns: the run in its new state, or nil when nothing waits.
  /// - Throws: what `admit` and `checkpointStep` throw, or an error of the store.
  func claimNextRun(admit: (Run) throws -> Void, checkpointStep: (Int64) throws -> Int) throws -> Run?

  /// Takes a queued run out of its turn, to train it right here, and marks it `running`.
  ///
  /// - Throws: ``TrackingError/noSuchRun(_:)``, or ``TrackingError/badTransition(run:from:to:)`` if it is not queued.
  func claim(run: Int64) throws -> Run

  /// Notes with how many threads a run is trained, unless that was noted before.
  ///
  /// - Returns: the number that holds, that of the run's first begin.
  /// - Throws: ``TrackingError/noSuchRun(_:)``.
  func begin(run: Int64, threads: Int) throws -> Int

  /// Ends a running run.
  ///
  /// - Parameters:
  ///   - message: why it ended like this.
  ///   - divergedStep: the iteration whose loss was not finite, if that is why.
  /// - Throws: ``TrackingError/badTransition(run:from:to:)`` if it is not running.
  func finish(run: Int64, as status: Status, message: String?, divergedStep: Int?) throws

  /// Cancels what is not under way of a job, and what is trained elsewhere, in one transaction. From then on no run of the
  /// job is begun or taken up again, even if the process dies before those under way have stopped.
  ///
  /// - Returns: the runs that are under way and have to be stopped by whoever trains them.
  /// - Throws: ``TrackingError/noSuchJob(_:)``, and ``TrackingError/ended(job:_:to:)`` for a job that has ended otherwise.
  func cancel(job: Int64) throws -> [Int64]

  /// Pauses a job: none of its runs is claimed until it is resumed. One that is paused already stays so.
  ///
  /// - Returns: as ``cancel(job:)``.
  /// - Throws: ``TrackingError/noSuchJob(_:)``, ``TrackingError/ended(job:_:to:)``, and
  ///   ``TrackingError/external(job:to:)`` for one that is trained elsewhere.
  func pause(job: Int64) throws -> [Int64]

  /// Ends a pause; a job that is not paused stays as it is.
  ///
  /// - Throws: as ``pause(job:)``.
  func resume(job: Int64) throws

  /// Changes whose turn it is next; runs under way stay under way.
  ///
  /// - Parameter priority: -100 ... 100.
  /// - Throws: as ``pause(job:)``.
  func setPriority(of job: Int64, to priority: Int) throws

  /// Deletes a job for everybody who asks, and cancels what is not under way of it. Its rows are still there: see
  /// ``removeSome(of:)``.
  ///
  /// - Returns: as ``cancel(job:)``.
  /// - Throws: ``TrackingError/noSuchJob(_:)``.
  func delete(job: Int64) throws -> [Int64]

  /// Does the same to every job that a filter picks and that it can be done to, in one transaction: all of them or none.
  ///
  /// Those are, to cancel, jobs that have not ended; to pause, those of them that are trained here and not paused; to
  /// resume, those that are paused; to delete, every job.
  ///
  /// - Parameter expected: how many jobs the caller takes it for.
  /// - Returns: the jobs, in their order, and of them the runs that are under way and have to be stopped by whoever trains
  ///   them; of a resumption all runs.
  /// - Throws: ``TrackingError/otherCount(_:of:expected:)`` when `expected` is nil or another number; nothing is changed
  ///   then.
  func change(_ jobs: JobFilter, by change: JobsChange, expected: Int?) throws -> (
    jobs: [Int64], runs: [Int64]
  )

  /// A deleted job that still has rows and no run under way, and its runs; nil when there is none.
  func deletedJob() throws -> (job: Int64, runs: [Int64])?

  /// Removes a part of the rows of a deleted job, so few that nobody else waits for long.
  ///
  /// - Returns: whether any are left.
  func removeSome(of job: Int64) throws -> Bool

  /// Gives a part of the space that is not needed any more back to the file system.
  ///
  /// - Returns: whether there is more to give back.
  func giveBackSome() throws -> Bool
}

extension JobStore {
  /// The same for whoever has room for any run.
  package func claimNextRun(checkpointStep: (Int64) throws -> Int) throws -> Run? {
    try claimNextRun(admit: { _ in }, checkpointStep: checkpointStep)
  }

  /// Stores a job and one queued run per seed.
  package func insert(_ job: NewJob) throws -> Job { try insert([job])[0] }

  package func finish(run: Int64, as status: Status, message: String?) throws {
    try finish(run: run, as: status, message: message, divergedStep: nil)
  }
}

/// What can be wrong with a request about jobs and runs.
package enum TrackingError: Error, Equatable, CustomStringConvertible {
  case noSuchJob(Int64)
  case noSuchRun(Int64)
  case badTransition(run: Int64, from: Status, to: Status)
  /// Points or an end for a run that this server trains.
  case notExternal(run: Int64)
  /// A change to a job that has ended; what it was to become: `be paused`.
  case ended(job: Int64, Status, to: String)
  /// A change to a job that somebody else trains.
  case external(job: Int64, to: String)
  /// Points for a run that has ended.
  case notOpen(run: Int64, Status)
  /// A change of many jobs that would be done to other ones than the caller has seen.
  case otherCount(Int, of: JobsChange, expected: Int?)
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
    case .ended(let job, let status, let change):
      "job \(job) is \(status.rawValue) and cannot \(change) any more"
    case .external(let job, let change):
      "job \(job) is trained elsewhere and cannot \(change) from here; it can be cancelled or deleted"
    case .notOpen(let run, let status):
      "run \(run) is \(status.rawValue) and takes no more points; POST /api/v1/runs opens another"
    case .otherCount(let count, let change, let expected):
      "this would \(change.rawValue) \(count) \(count == 1 ? "job" : "jobs")"
        + (expected.map { ", not \($0)" } ?? "")
        + "; nothing was done. To do it, repeat with expected=\(count)"
    case .batchChanged(let run, let name):
      "run \(run) has another batch called \"\(name)\" already; give each batch a name of its own, or none"
    }
  }
}
