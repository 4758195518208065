import Formats
import GRDB
import Tracking

extension Store {
  package func claimNextRun(
    admit: (Run) throws -> Void, checkpointStep: (Int64) throws -> Int
  ) throws -> Run? {
    // The checkpoint is read between two transactions: a file may be slow, and the write lock is everybody's.
    while let next = try pool.read(nextRun) {
      try admit(next)
      let step = next.status == .interrupted ? max(0, try checkpointStep(next.id)) : 0
      if let run = try pool.write({ try claim($0, next, at: step) }) { return run }
    }
    return nil
  }

  package func claim(run id: Int64) throws -> Run {
    try pool.write { db in
      guard let run = try RunRow.fetch(db, id: id) else { throw TrackingError.noSuchRun(id) }
      guard run.status == .queued, let claimed = try claim(db, run, at: 0) else {
        throw TrackingError.badTransition(run: id, from: run.status, to: .running)
      }
      return claimed
    }
  }

  /// The run whose turn it is: of the highest priority, interrupted ones first, then in the order in which they were
  /// asked for.
  private func nextRun(_ db: Database) throws -> Run? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT \(RunRow.columns) FROM runs JOIN jobs ON jobs.id = runs.job_id
        WHERE runs.status IN ('interrupted', 'queued') AND NOT runs.is_external AND \(Self.mayTrain)
        ORDER BY jobs.priority DESC, runs.status, runs.id LIMIT 1
        """
    ).map(RunRow.run)
  }

  /// Holds of a job whose runs may be begun and taken up again.
  private static let mayTrain =
    "NOT jobs.is_paused AND jobs.cancelled_at IS NULL AND jobs.deleted_at IS NULL"

  private func mayTrain(_ db: Database, job: Int64) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT * FROM jobs WHERE id = ? AND \(Self.mayTrain))", arguments: [job])
      == true
  }

  /// Marks a run as running from `step`; nil when it is no longer what it was, taken by somebody else, or when its job
  /// was paused, cancelled or deleted meanwhile.
  private func claim(_ db: Database, _ run: Run, at step: Int) throws -> Run? {
    guard try RunRow.fetch(db, id: run.id) == run, try mayTrain(db, job: run.jobID),
      try !failsForDeaths(db, run, at: step)
    else { return nil }
    if run.status == .interrupted { try deletePoints(db, run: run.id, after: step) }
    try db.execute(
      sql: """
        UPDATE runs SET
          status = 'running', attempt = ?, step = ?, message = NULL, started_at = ifnull(started_at, ?)
        WHERE id = ?
        """,
      arguments: [
        run.attempt + (run.status == .interrupted ? 1 : 0), step, Timestamp.text(now()), run.id,
      ])
    try updateStatus(db, job: run.jobID)
    return try RunRow.fetch(db, id: run.id)
  }

  /// Ends a run that takes its process with it again and again. A checkpoint that is newer than the one it was last taken
  /// up from shows that it gets on, and the count begins anew.
  ///
  /// - Returns: whether it has ended.
  private func failsForDeaths(_ db: Database, _ run: Run, at step: Int) throws -> Bool {
    try db.execute(
      sql: "UPDATE runs SET deaths = 0, safe_step = ?1 WHERE id = ?2 AND safe_step < ?1",
      arguments: [step, run.id])
    let deaths = try Int.fetchOne(db, sql: "SELECT deaths FROM runs WHERE id = ?", arguments: [run.id]) ?? 0
    guard deaths >= Run.mostDeaths else { return false }
    try db.execute(
      sql: "UPDATE runs SET status = 'failed', message = ?, finished_at = ? WHERE id = ?",
      arguments: [Self.deathMessage(deaths, step: run.step), Timestamp.text(now()), run.id])
    try updateStatus(db, job: run.jobID)
    return true
  }

  private static func deathMessage(_ deaths: Int, step: Int) -> String {
    "the process died \(deaths) times while it trained this run, without a new checkpoint in between (it came to"
      + " iteration \(step)), so it is not taken up again; if the system ended it for lack of memory, `dmesg` says \"Out"
      + " of memory\": use a smaller batch_size or network and submit it again"
  }

  /// Deletes a run's points after `step`, in every series and every reduced level.
  func deletePoints(_ db: Database, run: Int64, after step: Int) throws {
    let levels = try Levels(db)
    let delete = try RawStatement(db, "DELETE FROM points WHERE series_id = ? AND step > ?")
    let forget = try RawStatement(db, "DELETE FROM changes WHERE series_id = ? AND step > ?")
    for series in try Int64.fetchAll(db, sql: "SELECT id FROM series WHERE run_id = ?", arguments: [run]) {
      try delete.run(Int(series), step)
      try forget.run(Int(series), step)
      try levels.cut(series: series, after: step)
    }
  }
}
