import GRDB
import Tracking

/// A part of all that was told of one series, by time, step and value.
package struct PointHistory: Sendable, Equatable {
  package var points: [LoggedPoint]
  /// Where the next part begins; nil behind the last.
  package var next: Place?

  /// Behind a point.
  package struct Place: Sendable, Equatable {
    package var at: Int
    package var step: Int
    /// NaN behind one that is no number, which come after the others of their step and time.
    package var value: Double

    package init(at: Int, step: Int, value: Double) {
      self.at = at
      self.step = step
      self.value = value
    }
  }
}

extension Store {
  /// Every point of a metric of a run, none of one that is not there, those that came after another one at their step too.
  ///
  /// - Parameters:
  ///   - readings: what the metric may be called: all points of these series, as if they were one.
  ///   - after: ``PointHistory/next`` of the part before.
  ///   - limit: points of this part; nil for all.
  /// - Complexity: looks at every point of the series for each part, and sorts those of the part.
  package func history(
    of run: Int64, _ readings: [Metric], after place: PointHistory.Place? = nil, limit: Int? = nil
  ) throws -> PointHistory {
    try pool.read { db in
      guard let row = try LoggedRunRow.fetch(db, run), let metric = readings.first else {
        return PointHistory(points: [])
      }
      let series = try readings.compactMap { try PointWriter.knownSeries(db, of: $0, in: run) }
      let read = try RawStatement(db, place == nil ? Self.fromStart : Self.fromPlace)
      read.bind(1, text: series.json)
      read.bind(2, Int(run))
      read.bind(3, row.run.lastPointMilliseconds)
      // One more tells whether there are any.
      read.bind(4, limit.map { $0 + 1 } ?? -1)
      if let place {
        read.bind(5, place.at)
        read.bind(6, place.step)
        read.bind(7, place.value.isNaN ? 1 : 0)
        read.bind(8, finite: place.value.isNaN ? 0 : place.value)
      }
      defer { read.reset() }
      var points: [LoggedPoint] = []
      points.reserveCapacity(limit ?? 0)
      while try read.step() {
        points.append(LoggedPoint(metric, step: read.int(1), value: read.double(2), at: read.int(0)))
      }
      guard let limit, points.count > limit else { return PointHistory(points: points) }
      points.removeLast()
      let next = points.last.map { PointHistory.Place(at: $0.at, step: $0.step, value: $0.value) }
      return PointHistory(points: points, next: next)
    }
  }

  private static let fromStart = sql(where: "TRUE")
  private static let fromPlace = sql(
    where: "(at, step, value IS NULL, ifnull(value, 0.0)) > (?5, ?6, ?7, ?8)")

  /// Points that nobody has told the time of have that of their commit; those of before that was kept, of the run's last.
  private static func sql(where condition: String) -> String {
    """
    WITH told AS (
      SELECT
        ifnull(points.at, ifnull(\(PointBatch.arrival(run: "?2", step: "points.step")), ?3)) AS at,
        step, value
      FROM points WHERE series_id IN (SELECT value FROM json_each(?1))
      UNION ALL
      SELECT at, step, value FROM repeats WHERE series_id IN (SELECT value FROM json_each(?1)))
    SELECT at, step, value FROM told WHERE \(condition)
    ORDER BY at, step, value IS NULL, ifnull(value, 0.0) LIMIT ?4
    """
  }
}
