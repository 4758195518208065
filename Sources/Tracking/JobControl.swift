/// The jobs as those who queue them see them. Every call is one transaction: what it returns is on disk.
package protocol JobControl: Sendable {
  /// Stores jobs and one queued run per seed of each: all of them or, if anything is refused, none.
  func insert(_ jobs: [NewJob]) throws -> [Job]

  func job(_ id: Int64) throws -> Job?

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

  /// Does the same to every job of a selection that it can be done to, in one transaction: all of them or none.
  ///
  /// Those are, to cancel, jobs that have not ended; to pause, those of them that are trained here and not paused; to
  /// resume, those that are paused; to delete, every job.
  ///
  /// - Parameter expected: how many jobs the caller takes it for.
  /// - Returns: the jobs, in their order, and of them the runs that are under way and have to be stopped by whoever trains
  ///   them; of a resumption all runs.
  /// - Throws: ``TrackingError/otherCount(_:to:expected:)`` when `expected` is nil or another number; nothing is changed
  ///   then.
  func change(_ jobs: JobSelection, by change: JobsChange, expected: Int?) throws -> (
    jobs: [Int64], runs: [Int64]
  )
}

extension JobControl {
  /// Stores a job and one queued run per seed.
  package func insert(_ job: NewJob) throws -> Job { try insert([job])[0] }
}

/// What belonged to deleted jobs, for the one who removes it. Every call is one transaction.
package protocol JobCleaning: Sendable {
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
