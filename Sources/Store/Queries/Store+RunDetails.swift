import Formats
import Foundation
import GRDB
import Tracking

/// What a series comes to.
package struct SeriesStanding: Sendable, Equatable {
  package var metric: Metric
  package var points: Int
  /// Of them those that are not numbers.
  package var nulls: Int
  package var firstStep: Int?
  package var lastStep: Int?
  /// NaN where the last point is no number; nil without points.
  package var last: Double?
  /// Of those that are numbers.
  package var lowest: Double?
  package var highest: Double?
}

/// A run with everything that its own page shows of it.
package struct RunDetails: Sendable {
  package var record: RunRecord
  /// As it was stored; nil for runs from before it was, and for those that are trained elsewhere.
  package var environment: JSONValue?
  /// What a scheduler says of it; nil for one that none has had.
  package var submission: Submission?
  /// In the order in which they were made.
  package var series: [SeriesStanding]
  /// What was logged as its params, by key; our own have a config instead.
  package var params: [LoggedText]
  /// Files that were logged, by path.
  package var artifacts: [Artifact]
  /// What it was fed with, as it was logged.
  package var datasets: [LoggedDataset]
}

extension Store {
  /// nil when there is no such run.
  package func runDetails(_ id: Int64) throws -> RunDetails? {
    guard let record = try runRecord(id) else { return nil }
    return try pool.read { db in
      let text = try String.fetchOne(db, sql: "SELECT environment FROM runs WHERE id = ?", arguments: [id])
      let series = try Row.fetchAll(
        db,
        sql: """
          SELECT name, layer, unit, ifnull(count, 0) AS count, ifnull(nulls, 0) AS nulls, first_step, last_step, last_value, lowest, highest
          FROM series LEFT JOIN series_totals ON series_id = series.id WHERE run_id = ? ORDER BY series.id
          """,
        arguments: [id])
      return RunDetails(
        record: record, environment: text.flatMap { try? JSONValue(parsing: Data($0.utf8)) },
        submission: try Row.fetchOne(
          db, sql: "SELECT * FROM submissions WHERE run_id = ? ORDER BY id DESC LIMIT 1", arguments: [id]
        ).map(Self.submission),
        series: series.map { row in
          let count: Int = row["count"]
          return SeriesStanding(
            metric: Metric(row["name"], layer: row["layer"], unit: row["unit"]), points: count,
            nulls: row["nulls"],
            firstStep: row["first_step"], lastStep: row["last_step"],
            last: count == 0 ? nil : row["last_value"] as Double? ?? .nan, lowest: row["lowest"],
            highest: row["highest"])
        }, params: try LoggedText.params(db, of: id), artifacts: try Self.artifacts(db, of: .run(id)),
        datasets: try LoggedDataset.fetch(db, run: id))
    }
  }

  /// What a run went through, oldest first, at most `limit` entries of the newest.
  package func history(of run: Int64, limit: Int) throws -> [RunHistoryEntry] {
    try pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM run_events WHERE run_id = ? ORDER BY id DESC LIMIT ?",
        arguments: [run, limit]
      ).reversed().map { row in
        RunHistoryEntry(
          id: row["id"], at: row.seconds("at") ?? 0, attempt: row["attempt"], step: row["step"],
          status: try Status(stored: row["status"]), message: row["message"])
      }
    }
  }
}
