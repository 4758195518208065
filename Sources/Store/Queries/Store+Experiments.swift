import Formats
import GRDB
import Tracking

/// An experiment with what a list shows of it.
package struct ExperimentRecord: Sendable, Equatable, Identifiable {
  package var id: Int64
  package var name: String
  /// Markdown; nil for nothing.
  package var notes: String?
  package var createdAt: Double
  package var jobs: Int
  /// How many runs have each status.
  package var states: [Status: Int]
  /// When something last happened: a point, an end, a new job.
  package var lastActivityAt: Double
}

extension Store {
  /// Experiments that have jobs, the one in which something happened last first: two statements.
  package func experiments() throws -> [ExperimentRecord] { try pool.read { try Self.records($0) } }

  /// nil when there is none, or none of its jobs any more.
  package func experiment(_ id: Int64) throws -> ExperimentRecord? {
    try pool.read { try Self.records($0, id: id).first }
  }

  /// - Parameters:
  ///   - name: nil leaves it.
  ///   - notes: Markdown, empty to take it away; nil leaves it.
  /// - Throws: ``TrackingError/noSuchExperiment(_:)``, and ``TrackingError/nameIsTaken(experiment:by:)`` when another one is
  ///   called so.
  package func edit(experiment id: Int64, name: String?, notes: String?) throws {
    try pool.write { db in
      guard try Self.records(db, id: id).first != nil else { throw TrackingError.noSuchExperiment(id) }
      if let name {
        let owner = try Int64.fetchOne(
          db, sql: "SELECT id FROM experiments WHERE name = ? AND id <> ?", arguments: [name, id])
        if let owner { throw TrackingError.nameIsTaken(experiment: name, by: owner) }
        try db.execute(sql: "UPDATE experiments SET name = ? WHERE id = ?", arguments: [name, id])
      }
      if let notes {
        try db.execute(
          sql: "UPDATE experiments SET notes = nullif(?, '') WHERE id = ?", arguments: [notes, id])
      }
    }
  }

  private static func records(_ db: Database, id: Int64? = nil) throws -> [ExperimentRecord] {
    var records: [Int64: ExperimentRecord] = [:]
    let experiments = try Row.fetchAll(
      db,
      sql: """
        SELECT experiments.id, experiments.name, experiments.notes, experiments.created_at, count(*) AS jobs,
          max(jobs.created_at) AS newest
        FROM experiments JOIN jobs ON jobs.experiment_id = experiments.id
        WHERE jobs.deleted_at IS NULL AND (?1 IS NULL OR experiments.id = ?1) GROUP BY experiments.id
        """,
      arguments: [id])
    for row in experiments {
      records[row["id"]] = ExperimentRecord(
        id: row["id"], name: row["name"], notes: row["notes"], createdAt: row.seconds("created_at") ?? 0,
        jobs: row["jobs"], states: [:], lastActivityAt: row.seconds("newest") ?? 0)
    }
    let states = try Row.fetchAll(
      db,
      sql: """
        SELECT jobs.experiment_id, runs.status, count(*) AS runs,
          max(max(ifnull(runs.last_point_at, ''), ifnull(runs.finished_at, ''))) AS latest
        FROM runs JOIN jobs ON jobs.id = runs.job_id
        WHERE jobs.deleted_at IS NULL AND (?1 IS NULL OR jobs.experiment_id = ?1) GROUP BY jobs.experiment_id, runs.status
        """,
      arguments: [id])
    for row in states {
      let experiment: Int64 = row["experiment_id"]
      records[experiment]?.states[try Status(stored: row["status"])] = row["runs"]
      guard let latest = row.seconds("latest"), let known = records[experiment]?.lastActivityAt else {
        continue
      }
      records[experiment]?.lastActivityAt = max(known, latest)
    }
    return records.values.sorted { ($0.lastActivityAt, $0.id) > ($1.lastActivityAt, $1.id) }
  }
}
