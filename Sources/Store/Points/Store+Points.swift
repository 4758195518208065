import GRDB
import Tracking

extension Store {
  /// Points of one answer at most; more are given in parts.
  package static let pointsPerPage = 250_000
  /// Fewest points that a series may be reduced to: its first, its last and something between.
  package static let fewestPoints = 3

  /// Reads the points of some runs that were committed since an earlier answer.
  ///
  /// One read transaction: points and cursor belong together, and nothing committed later is skipped by it.
  ///
  /// - Parameters:
  ///   - runs: ids; those of no run are passed over.
  ///   - names: metrics to read; empty for all.
  ///   - after: ``PointCursor/step(_:)`` or ``PointPage/next`` of an earlier answer.
  ///   - maxPoints: how many points of each series at most (3 or more); series with more are reduced to buckets,
  ///     the first and the last stored point kept. Nil gives stored points alone, in parts where there are more than
  ///     ``pointsPerPage``. Both are lowered when there are so many series that the answer would pass that number.
  ///   - limit: points of this answer at most, some at least for each series.
  /// - Complexity: a few look-ups per series and the rows that are answered, however many points are stored.
  package func points(
    runs: [Int64], names: [String], after: PointCursor, maxPoints: Int?, limit: Int = Store.pointsPerPage
  ) throws -> PointPage {
    try pool.read { db in
      var series = try Self.series(db, runs: runs, names: names)
      let share = limit / max(series.count, 1)
      let reader = try SeriesReader(db)
      var isPartial = false
      for index in series.indices {
        let step = after.step(of: series[index].id)
        if let maxPoints {
          let count = max(min(maxPoints, share), Self.fewestPoints)
          try reader.read(&series[index], after: step, atMost: count)
        } else if try reader.read(&series[index], after: step, limit: max(share, 1)) {
          isPartial = true
        }
      }
      let read = series.map { ($0.id, $0.steps.last ?? after.step(of: $0.id)) }
      let next = PointCursor(Dictionary(uniqueKeysWithValues: read))
      return PointPage(series: series, next: next, isPartial: isPartial)
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
