import Tracking

/// What people do to jobs while others are trained. What they ask for is on disk when a call returns; a run under way
/// stops as soon as its executor can see to it.
extension JobQueue {
  /// Cancels a job: what is not under way at once, the rest as soon as it has stopped.
  ///
  /// - Throws: as ``JobControl/cancel(job:)``.
  package func cancel(_ job: Int64) throws {
    ask(try jobs.cancel(job: job), to: .cancel)
  }

  /// Pauses a job. Its runs under way become `interrupted`; none of its runs is begun or taken up again.
  ///
  /// - Throws: as ``JobControl/pause(job:)``.
  package func pause(_ job: Int64) throws {
    ask(try jobs.pause(job: job), to: .pause)
  }

  /// Ends a pause: the job's runs go on as if they had not been disturbed, when it is their turn.
  ///
  /// - Throws: as ``JobControl/resume(job:)``.
  package func resume(_ job: Int64) throws {
    try jobs.resume(job: job)
    withdrawPause(of: try jobs.job(job)?.runs.map(\.id) ?? [])
    announceWork()
  }

  /// Changes a job's priority; runs under way stay under way.
  ///
  /// - Throws: as ``JobControl/setPriority(of:to:)``.
  package func setPriority(of job: Int64, to priority: Int) throws {
    try jobs.setPriority(of: job, to: priority)
  }

  /// Deletes a job: at once for everybody who asks; its runs under way are stopped, its points and checkpoints removed in
  /// the background.
  ///
  /// - Throws: as ``JobControl/delete(job:)``.
  package func delete(_ job: Int64) throws {
    ask(try jobs.delete(job: job), to: .cancel)
    remover.announceWork()
  }

  /// Does the same to every job of a selection that it can be done to: all of them or none.
  ///
  /// - Parameter expected: how many jobs the caller takes it for.
  /// - Returns: the jobs.
  /// - Throws: as ``JobControl/change(_:by:expected:)``.
  package func change(_ selection: JobSelection, by change: JobsChange, expected: Int?) throws -> [Int64] {
    let (changed, runs) = try jobs.change(selection, by: change, expected: expected)
    switch change {
    case .cancel: ask(runs, to: .cancel)
    case .pause: ask(runs, to: .pause)
    case .resume:
      withdrawPause(of: runs)
      announceWork()
    case .delete:
      ask(runs, to: .cancel)
      remover.announceWork()
    }
    return changed
  }

  /// Why a job's next run has not begun though it is its turn, for people; nil for a job of which nobody can tell.
  package func reasonToWait(of job: Job) -> String? {
    let waiting = job.runs.filter { $0.status == .queued || $0.status == .interrupted }
    guard !waiting.isEmpty, !job.isPaused, !job.status.isFinal else { return nil }
    let told = waiting.lazy.compactMap { run in
      self.executors.lazy.compactMap { $0.follow(run.id)?.waiting }.first
    }.first
    return told ?? reasonOfPlace(job)
  }

  /// Of a job that may be trained in one place alone, where nobody trains.
  private func reasonOfPlace(_ job: Job) -> String? {
    let place = job.place
    if executors.contains(where: { $0.promise.places.contains(place) && $0.promise.sideBySide != 0 }) {
      return nil
    }
    switch place {
    // A worker elsewhere may come.
    case .any: return nil
    case .here:
      return
        "waits for a server that trains itself: resources.where is here, and this one was started with --workers 0 or"
        + " with --executor slurm alone"
    case .slurm:
      return
        "waits for a cluster: resources.where is slurm, and this server was started without --executor slurm"
    }
  }

  /// How fast a run under way gets on; nil where nobody here knows, and before its second iteration.
  package func pace(of run: Int64) -> Pace? { executors.lazy.compactMap { $0.follow(run)?.pace }.first }

  private func ask(_ runs: [Int64], to reason: StopReason) {
    for executor in executors { executor.cancel(runs, for: reason) }
  }

  private func withdrawPause(of runs: [Int64]) {
    for executor in executors { executor.withdrawPause(of: runs) }
  }
}
