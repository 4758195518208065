import GRDB
import Tracking

/// What is known of a series' points as a whole, so that lists need not look at them: kept in the transaction that changes the
/// points, after their levels.
struct SeriesTotals {
  private let find: RawStatement
  private let extend: RawStatement
  private let remake: RawStatement

  init(_ db: Database) throws {
    find = try RawStatement(
      db,
      "SELECT last_step FROM series LEFT JOIN series_totals ON series_totals.series_id = series.id WHERE series.id = ?"
    )
    extend = try RawStatement(db, Self.extendSQL)
    remake = try RawStatement(db, Self.remakeSQL)
  }

  /// min() and max() of two values are NULL when one is, hence the ifnull.
  private static let extendSQL = """
    INSERT INTO series_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      count = count + excluded.count,
      nulls = nulls + excluded.nulls,
      first_step = ifnull(first_step, excluded.first_step),
      last_step = excluded.last_step,
      last_value = excluded.last_value,
      lowest = ifnull(min(lowest, excluded.lowest), ifnull(lowest, excluded.lowest)),
      highest = ifnull(max(highest, excluded.highest), ifnull(highest, excluded.highest))
    """

  private static let remakeSQL = """
    INSERT OR REPLACE INTO series_totals
    SELECT ?1, ifnull(sum(count), 0), ifnull(sum(nulls), 0), min(first_step), max(last_step),
      (SELECT value FROM points WHERE series_id = ?1 ORDER BY step DESC LIMIT 1), min(min), max(max)
    FROM point_levels WHERE series_id = ?1 AND level = \(Bucket.levels)
    """

  /// The last stored step of a series, the least integer without points; nil when there is no such series.
  func lastStep(of series: Int64) throws -> Int? {
    find.bind(1, Int(series))
    defer { find.reset() }
    guard try find.step() else { return nil }
    return find.isNull(0) ? .min : find.int(0)
  }

  /// Adds points that come after every stored one of their series, steps rising. O(points).
  func add(_ points: [Point], to series: Int64) throws {
    guard let first = points.first, let last = points.last else { return }
    var whole = Bucket(index: 0, step: first.step, value: first.value)
    for point in points.dropFirst() { whole.add(Bucket(index: 0, step: point.step, value: point.value)) }
    extend.bind(1, Int(series))
    extend.bind(2, whole.count)
    extend.bind(3, whole.nulls)
    extend.bind(4, first.step)
    extend.bind(5, last.step)
    extend.bind(6, finite: last.value)
    extend.bind(7, finite: whole.min)
    extend.bind(8, finite: whole.max)
    _ = try extend.step()
    extend.reset()
  }

  /// Makes them anew, of the coarsest level: for points that changed, came late or went.
  func rebuild(series: Int64) throws { try remake.run(Int(series)) }
}
