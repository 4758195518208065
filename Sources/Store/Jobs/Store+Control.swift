import Formats
import GRDB
import Tracking

/// What people do to a job that is there. Every call is one transaction.
extension Store {
  package func cancel(job id: Int64) throws -> [Int64] {
    try pool.write { db in
      let job = try found(db, id)
      if job.status == .cancelled { return [] }
      guard !job.status.isFinal else { throw TrackingError.ended(job: id, job.status, to: "be cancelled") }
      return try cancel(db, job: id, at: Timestamp.text(now()))
    }
  }

  package func pause(job id: Int64) throws -> [Int64] {
    try pool.write { db in
      try checkChange(of: found(db, id), to: "be paused")
      return try pause(db, job: id)
    }
  }

  package func resume(job id: Int64) throws {
    try pool.write { db in
      try checkChange(of: found(db, id), to: "be resumed")
      _ = try resume(db, job: id)
    }
  }

  /// Cancels a job that has not ended, in the caller's transaction.
  ///
  /// - Returns: the runs that are under way.
  func cancel(_ db: Database, job id: Int64, at time: String) throws -> [Int64] {
    try db.execute(
      sql: "UPDATE jobs SET cancelled_at = ifnull(cancelled_at, ?) WHERE id = ?", arguments: [time, id])
    return try endWaiting(db, job: id, at: time)
  }

  /// - Returns: the runs that are under way.
  func pause(_ db: Database, job id: Int64) throws -> [Int64] {
    try db.execute(sql: "UPDATE jobs SET is_paused = 1 WHERE id = ?", arguments: [id])
    return try running(db, job: id)
  }

  /// - Returns: all runs of the job.
  func resume(_ db: Database, job id: Int64) throws -> [Int64] {
    try db.execute(sql: "UPDATE jobs SET is_paused = 0 WHERE id = ?", arguments: [id])
    return try Int64.fetchAll(db, sql: "SELECT id FROM runs WHERE job_id = ? ORDER BY id", arguments: [id])
  }

  package func setPriority(of id: Int64, to priority: Int) throws {
    try pool.write { db in
      try checkChange(of: found(db, id), to: "get another priority")
      try db.execute(sql: "UPDATE jobs SET priority = ? WHERE id = ?", arguments: [priority, id])
    }
  }

  /// Cancels all runs of a job but those that somebody here trains at this moment, and returns these.
  func endWaiting(_ db: Database, job id: Int64, at time: String) throws -> [Int64] {
    try db.execute(
      sql: """
        UPDATE runs SET status = 'cancelled', finished_at = ?, steps = iif(steps = 0, step, steps)
        WHERE job_id = ? AND (status IN ('queued', 'interrupted') OR status = 'running' AND owner = 'outside')
        """,
      arguments: [time, id])
    try updateStatus(db, job: id)
    return try running(db, job: id)
  }

  func found(_ db: Database, _ id: Int64) throws -> Job {
    guard let job = try JobRow.fetch(db, where: "jobs.id = ?", [id]).first else {
      throw TrackingError.noSuchJob(id)
    }
    return job
  }

  /// - Parameter change: as in ``TrackingError/ended(job:_:to:)``.
  private func checkChange(of job: Job, to change: String) throws {
    guard !job.status.isFinal else { throw TrackingError.ended(job: job.id, job.status, to: change) }
    guard !job.runs.contains(where: \.isExternal) else {
      throw TrackingError.external(job: job.id, to: change)
    }
  }

  /// The runs of a job that somebody here trains at this moment.
  private func running(_ db: Database, job id: Int64) throws -> [Int64] {
    try Int64.fetchAll(
      db, sql: "SELECT id FROM runs WHERE job_id = ? AND status = 'running' ORDER BY id", arguments: [id])
  }
}
