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
  let db: Database

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
        SELECT id, name, layer, unit,
          (SELECT count(*) FROM points WHERE series_id = series.id)
            + (SELECT count(*) FROM repeats WHERE series_id = series.id) AS points
        FROM series WHERE run_id = ? ORDER BY id
        """,
      arguments: [run]
    ).map { row in
      Series(
        id: row["id"], metric: Metric(row["name"], layer: row["layer"], unit: row["unit"]),
        points: row["points"])
    }
  }

  /// Gives every point of a series to `body`, steps rising, and times among those of one step; nil for a value that is NULL, and
  /// for a time that nobody has kept.
  package func points(
    of series: Series, _ body: (_ step: Int, _ value: Double?, _ at: Int?) throws -> Void
  ) throws {
    let hasRepeats = try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT * FROM repeats WHERE series_id = ?)", arguments: [series.id])
    let points = try RawStatement(db, hasRepeats == true ? Self.allSQL : Self.pointsSQL + " ORDER BY step")
    points.bind(1, Int(series.id))
    defer { points.reset() }
    while try points.step() {
      try body(
        points.int(0), points.isNull(1) ? nil : points.double(1), points.isNull(2) ? nil : points.int(2))
    }
  }

  private static let pointsSQL = """
    SELECT step, value,
      ifnull(at, \(PointBatch.arrival(run: "(SELECT run_id FROM series WHERE id = ?1)", step: "points.step"))) AS at
    FROM points WHERE series_id = ?1
    """
  private static let allSQL = """
    \(pointsSQL) UNION ALL SELECT step, value, at FROM repeats WHERE series_id = ?1 ORDER BY step, at, value
    """
}

extension Store {
  /// Reads a job and its points in one transaction.
  ///
  /// - Throws: ``TrackingError/noSuchJob(_:)``, or what `body` throws.
  package func withSnapshot<Value>(ofJob id: Int64, _ body: (JobSnapshot) throws -> Value) throws -> Value {
    try pool.read { db in try body(JobSnapshot(found(db, id), db)) }
  }
}
