import GRDB
import Tracking

/// A job with its series and all their points as of one moment, whatever is written meanwhile.
///
///     try store.withSnapshot(ofJob: 7) { snapshot in
///       for series in try snapshot.series(of: snapshot.job.runs[0].id) {
///         try snapshot.points(of: series) { step, value in ... }
///       }
///     }
///
/// Valid inside the call that gives it. The log cannot be emptied while it is open, so what is done with it should not
/// wait for anybody.
package struct JobSnapshot {
  /// A series and how many points it has.
  package struct Series: Sendable {
    package let id: Int64
    package let metric: Metric
    package let points: Int
  }

  package let job: Job
  private let db: Database

  init(_ job: Job, _ db: Database) {
    self.job = job
    self.db = db
  }

  /// The series of a run, in the order in which they were made.
  ///
  /// - Complexity: counts the points.
  package func series(of run: Int64) throws -> [Series] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT id, name, layer, unit, (SELECT count(*) FROM points WHERE series_id = series.id) AS points
        FROM series WHERE run_id = ? ORDER BY id
        """,
      arguments: [run]
    ).map { row in
      Series(
        id: row["id"], metric: Metric(row["name"], layer: row["layer"], unit: row["unit"]),
        points: row["points"])
    }
  }

  /// Gives every point of a series to `body`, steps rising; nil for a value that is NULL.
  package func points(of series: Series, _ body: (_ step: Int, _ value: Double?) throws -> Void) throws {
    let points = try RawStatement(db, "SELECT step, value FROM points WHERE series_id = ? ORDER BY step")
    points.bind(1, Int(series.id))
    defer { points.reset() }
    while try points.step() { try body(points.int(0), points.isNull(1) ? nil : points.double(1)) }
  }
}

extension Store {
  /// Reads a job and its points in one transaction.
  ///
  /// - Throws: ``TrackingError/noSuchJob(_:)``, or what `body` throws.
  package func withSnapshot<Value>(ofJob id: Int64, _ body: (JobSnapshot) throws -> Value) throws -> Value {
    try pool.read { db in try body(JobSnapshot(found(db, id), db)) }
  }
}
