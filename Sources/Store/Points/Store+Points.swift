import GRDB
import Tracking

extension Store {
  /// Points of one answer at most; more are given in parts.
  package static let pointsPerPage = 250_000
  /// Fewest points that a series may be reduced to.
  package static let fewestPoints = 3

  /// Reads the points of some runs that were committed since an earlier answer, and those that changed since.
  ///
  /// One read transaction: points and cursor belong together, and nothing committed later is skipped by it. A point that
  /// came late, or got another value, below the step up to which its series was read is given before the new ones; a
  /// reduced series is then given anew from its first point.
  ///
  /// - Parameters:
  ///   - runs: ids; those of no run are passed over.
  ///   - names: metrics to read; empty for all.
  ///   - after: ``PointCursor/step(_:)``, which asks for later steps and knows of no change, or ``PointPage/next`` of
  ///     an earlier answer.
  ///   - before: the last step that is asked for.
  ///   - maxPoints: how many points of each series at most (3 or more); series with more are reduced to means over equal
  ///     spans of steps, more than half as many. Nil gives stored points alone, in parts where there are more than
  ///     ``pointsPerPage``. Both are lowered when there are so many series that the answer would pass that number.
  ///   - limit: points of this answer at most, some at least for each series.
  /// - Complexity: a few look-ups per series, one more if anything changed, and four times the rows that are answered,
  ///   however many points are stored.
  package func points(
    runs: [Int64], names: [String], after: PointCursor, before: Int = .max, maxPoints: Int?,
    limit: Int = Store.pointsPerPage
  ) throws -> PointPage {
    try pool.read { db in
      let series = try Self.series(db, runs: runs, names: names)
      let newest = try Int.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'changes'") ?? 0
      let part = PointReading(
        reader: try SeriesReader(db), after: after, before: before, newestChange: newest)
      let share = limit / max(series.count, 1)
      if let maxPoints {
        return try part.reduced(series, atMost: max(min(maxPoints, share), Self.fewestPoints))
      }
      return try part.stored(series, limit: max(share, 1))
    }
  }

  /// The series of some runs, without points, by run and in the order in which they were made.
  static func series(_ db: Database, runs: [Int64], names: [String]) throws -> [SeriesPoints] {
    let names = Set(names)
    return try Row.fetchAll(
      db,
      sql: """
        SELECT series.id, series.run_id, runs.attempt, series.name, series.layer, series.unit
        FROM runs JOIN jobs ON jobs.id = runs.job_id CROSS JOIN series ON series.run_id = runs.id
        WHERE jobs.deleted_at IS NULL AND runs.id IN (SELECT value FROM json_each(?)) ORDER BY runs.id, series.id
        """,
      arguments: [runs.json]
    ).compactMap { row in
      let name: String = row["name"]
      guard names.isEmpty || names.contains(name) else { return nil }
      return SeriesPoints(
        id: row["id"], run: row["run_id"], attempt: row["attempt"], name: name, layer: row["layer"],
        unit: row["unit"])
    }
  }
}
