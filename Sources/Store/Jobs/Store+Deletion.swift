import Formats
import GRDB
import Tracking

/// Deletion: a mark at once, and then many small transactions, between which everybody else gets their turn.
extension Store: JobCleaning {
  /// Rows of one transaction at most: some 10 ms.
  private static let rowsPerStep = 20_000

  package func delete(job id: Int64) throws -> [Int64] {
    try pool.write { db in
      // What was put aside, where it could be restored from, goes for good.
      try db.execute(
        sql: "UPDATE jobs SET is_restorable = 0 WHERE id = ? AND is_restorable AND deleted_at IS NOT NULL",
        arguments: [id])
      if db.changesCount > 0 { return try endWaiting(db, job: id, at: Timestamp.text(now())) }
      _ = try found(db, id)
      return try delete(db, job: id, at: Timestamp.text(now()))
    }
  }

  /// Marks a job as deleted, in the caller's transaction.
  ///
  /// - Returns: the runs that are under way.
  func delete(_ db: Database, job id: Int64, at time: String) throws -> [Int64] {
    try db.execute(
      sql: "UPDATE jobs SET deleted_at = ?1, cancelled_at = ifnull(cancelled_at, ?1) WHERE id = ?2",
      arguments: [time, id])
    return try endWaiting(db, job: id, at: time)
  }

  package func deletedJob() throws -> (job: Int64, runs: [Int64])? {
    try pool.read { db in
      let job = try Int64.fetchOne(
        db,
        sql: """
          SELECT id FROM jobs WHERE deleted_at IS NOT NULL AND NOT is_restorable
            AND NOT EXISTS (SELECT * FROM runs WHERE job_id = jobs.id AND status = 'running') LIMIT 1
          """)
      guard let job else { return nil }
      return (job, try Int64.fetchAll(db, sql: "SELECT id FROM runs WHERE job_id = ?", arguments: [job]))
    }
  }

  package func removeSome(of job: Int64) throws -> Bool {
    let files = try pool.read { try digests($0, ofJob: job) }
    let hasMore = try removeSomeRows(of: job)
    if !hasMore { try removeUnusedArtifacts(among: files) }
    return hasMore
  }

  private func removeSomeRows(of job: Int64) throws -> Bool {
    try pool.write { db in
      var room = Self.rowsPerStep
      while room > 0, let series = try firstSeries(db, of: job) {
        let before = room
        for (table, key) in [
          ("points", "step"), ("repeats", "rowid"), ("point_levels", "level, bucket"), ("changes", "id"),
        ] where room > 0 {
          try db.execute(
            sql: """
              DELETE FROM \(table) WHERE series_id = ?1 AND (\(key)) IN (
                SELECT \(key) FROM \(table) WHERE series_id = ?1 ORDER BY \(key) LIMIT ?2)
              """,
            arguments: [series, room])
          room -= db.changesCount
        }
        if room > 0 {
          try db.execute(sql: "DELETE FROM series WHERE id = ?", arguments: [series])
          room -= 1
        }
        assert(room < before)
      }
      guard room > 0 else { return true }
      for (table, key) in [("batches", "name"), ("arrivals", "step")] {
        try db.execute(
          sql: """
            DELETE FROM \(table) WHERE (run_id, \(key)) IN (
              SELECT run_id, \(key) FROM \(table) WHERE run_id IN (SELECT id FROM runs WHERE job_id = ?1) LIMIT ?2)
            """,
          arguments: [job, room])
        room -= db.changesCount
        guard room > 0 else { return true }
      }
      try removeRow(db, of: job)
      return false
    }
  }

  /// Files that go with a job: of its runs, or of models that came out of them.
  private func digests(_ db: Database, ofJob job: Int64) throws -> [String] {
    let runs = "(SELECT id FROM runs WHERE job_id = ?1)"
    return try String.fetchAll(
      db,
      sql: """
        SELECT sha256 FROM artifacts
        WHERE run_id IN \(runs) OR model_id IN (SELECT id FROM logged_models WHERE run_id IN \(runs))
        """,
      arguments: [job])
  }

  private func firstSeries(_ db: Database, of job: Int64) throws -> Int64? {
    try Int64.fetchOne(
      db,
      sql: "SELECT series.id FROM runs JOIN series ON series.run_id = runs.id WHERE runs.job_id = ? LIMIT 1",
      arguments: [job])
  }

  /// Deletes the job itself with its runs and tags, and its experiment if it was the last one there.
  func removeRow(_ db: Database, of job: Int64) throws {
    let experiment = try Int64.fetchOne(
      db, sql: "SELECT experiment_id FROM jobs WHERE id = ?", arguments: [job])
    try db.execute(sql: "DELETE FROM jobs WHERE id = ?", arguments: [job])
    try db.execute(
      sql:
        "DELETE FROM experiments WHERE id = ?1 AND NOT is_kept AND NOT EXISTS (SELECT * FROM jobs WHERE experiment_id = ?1)",
      arguments: [experiment])
  }
}
