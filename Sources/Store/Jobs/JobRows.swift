import Formats
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
        place: Place(rawValue: row["place"]) ?? .any,
        createdAt: row.seconds("created_at") ?? 0, startedAt: row.seconds("started_at"),
        finishedAt: row.seconds("finished_at"), notes: row["notes"], runs: runs[id] ?? [])
    }
  }

  private static func tags(_ db: Database, jobs: [Int64]) throws -> [Int64: [String: String]] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM job_tags WHERE job_id IN (SELECT value FROM json_each(?))",
      arguments: [jobs.json])
    return rows.reduce(into: [:]) { $0[$1["job_id"], default: [:]][$1["key"]] = $1["value"] }
  }
}

/// Runs as the database has them.
enum RunRow {
  /// A run's columns, for a SELECT over `runs`.
  static let columns = """
    runs.id, runs.job_id, runs.trial, runs.seed, runs.status, runs.attempt, runs.step, runs.steps,
    runs.steps_per_epoch, runs.owner, runs.threads, runs.message, runs.diverged_step, runs.created_at,
    runs.started_at, runs.finished_at, runs.last_point_at, runs.seconds, runs.notes
    """

  /// A run; nil when there is none, and when its job is deleted.
  static func fetch(_ db: Database, id: Int64) throws -> Run? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT \(columns) FROM runs JOIN jobs ON jobs.id = runs.job_id
        WHERE runs.id = ? AND jobs.deleted_at IS NULL
        """,
      arguments: [id]
    ).map(run)
  }

  /// The same, of a deleted job too: such a run still has to come to its end.
  static func fetchAny(_ db: Database, id: Int64) throws -> Run? {
    try Row.fetchOne(db, sql: "SELECT \(columns) FROM runs WHERE id = ?", arguments: [id]).map(run)
  }

  /// Every run of some jobs, by job, in the order of their trials.
  static func fetch(_ db: Database, jobs: [Int64]) throws -> [Int64: [Run]] {
    let runs = try Row.fetchAll(
      db,
      sql: """
        SELECT \(columns) FROM runs
        WHERE job_id IN (SELECT value FROM json_each(?)) ORDER BY job_id, trial
        """,
      arguments: [jobs.json]
    ).map(run)
    return Dictionary(grouping: runs, by: \.jobID)
  }

  static func run(_ row: Row) throws -> Run {
    Run(
      id: row["id"], jobID: row["job_id"], trial: row["trial"], seed: UInt64(stored: row["seed"]),
      status: try Status(stored: row["status"]), attempt: row["attempt"], step: row["step"],
      steps: row["steps"], stepsPerEpoch: row["steps_per_epoch"], owner: RunOwner(rawValue: row["owner"]),
      threads: row["threads"], message: row["message"], divergedStep: row["diverged_step"],
      createdAt: row.seconds("created_at") ?? 0, startedAt: row.seconds("started_at"),
      finishedAt: row.seconds("finished_at"), lastPointAt: row.seconds("last_point_at"),
      seconds: row["seconds"], notes: row["notes"])
  }
}

extension Row {
  /// A column of time, in seconds since 1970.
  func seconds(_ column: String) -> Double? {
    (self[column] as String?).flatMap(Timestamp.seconds)
  }
}

extension Status {
  /// - Throws: when somebody has put another word there; the table's CHECK keeps that from happening.
  init(stored: String) throws {
    guard let status = Status(rawValue: stored) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "there is no status \"\(stored)\"")
    }
    self = status
  }
}

extension UInt64 {
  /// As the column `seed` has it: an integer, or its digits from 2^63 on.
  var stored: DatabaseValue { (Int64(exactly: self)?.databaseValue) ?? String(self).databaseValue }

  init(stored: DatabaseValue) {
    self =
      Int64.fromDatabaseValue(stored).map { UInt64(bitPattern: $0) }
      ?? String.fromDatabaseValue(stored).flatMap { UInt64($0) } ?? 0
  }
}

extension [Int64] {
  /// As JSON text: one parameter, and one statement text, for a list of any length.
  var json: String { "[" + map(String.init).joined(separator: ",") + "]" }
}
