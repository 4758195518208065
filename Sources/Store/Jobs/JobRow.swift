import GRDB
import Tracking

/// Jobs as the database has them.
enum JobRow {
  /// The jobs, but deleted ones, that a condition over `jobs` and `experiments` picks, newest first, with tags and runs: three
  /// statements however many jobs there are.
  ///
  /// - Parameters:
  ///   - condition: SQL, with `?` for its arguments.
  ///   - limit: how many jobs at most; -1 for all.
  static func fetch(
    _ db: Database, where condition: String, _ arguments: StatementArguments, limit: Int = -1
  ) throws -> [Job] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT jobs.*, experiments.name AS experiment
        FROM jobs JOIN experiments ON experiments.id = jobs.experiment_id
        WHERE jobs.deleted_at IS NULL AND \(condition) ORDER BY jobs.id DESC LIMIT ?
        """,
      arguments: arguments + [limit])
    let ids = rows.map { $0["id"] as Int64 }
    let tags = try tags(db, jobs: ids)
    let runs = try RunRow.fetch(db, jobs: ids)
    return try rows.map { row in
      let id: Int64 = row["id"]
      return Job(
        id: id, name: row["name"], experiment: row["experiment"], tags: tags[id] ?? [:],
        method: row["method"],
        network: row["network"], dataset: row["dataset"], config: row["config"],
        status: try Status(stored: row["status"]), isPaused: row["is_paused"], priority: row["priority"],
        createdAt: row.seconds("created_at") ?? 0, startedAt: row.seconds("started_at"),
        finishedAt: row.seconds("finished_at"), runs: runs[id] ?? [])
    }
  }

  private static func tags(_ db: Database, jobs: [Int64]) throws -> [Int64: [String: String]] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM job_tags WHERE job_id IN (SELECT value FROM json_each(?))",
      arguments: [jobs.json])
    return rows.reduce(into: [:]) { $0[$1["job_id"], default: [:]][$1["key"]] = $1["value"] }
  }
}
