import GRDB
import Tracking

/// The reduced levels of the database: kept equal to the points, in the transaction that changes the points.
struct Levels {
  private let upsert: RawStatement
  private let deleteFrom: RawStatement
  private let delete: RawStatement
  private let fromPoints: RawStatement
  private let fromBuckets: RawStatement

  init(_ db: Database) throws {
    upsert = try RawStatement(db, Self.upsertSQL)
    deleteFrom = try RawStatement(
      db, "DELETE FROM point_levels WHERE series_id = ?1 AND level = ?2 AND bucket >= ?3")
    delete = try RawStatement(
      db, "DELETE FROM point_levels WHERE series_id = ?1 AND level = ?2 AND bucket = ?3")
    fromPoints = try RawStatement(db, Self.fromPointsSQL)
    fromBuckets = try RawStatement(db, Self.fromBucketsSQL)
  }

  /// A sum as it is stored: the nearest finite number. Without it two infinities could meet, whose sum is NULL, which the
  /// column refuses.
  private static func finite(_ sum: String) -> String {
    "min(max(ifnull(\(sum), 0), -1.7976931348623157e308), 1.7976931348623157e308)"
  }

  /// min() and max() of two values are NULL when one is, hence the ifnull.
  private static let upsertSQL = """
    INSERT INTO point_levels VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      count = count + excluded.count,
      nulls = nulls + excluded.nulls,
      sum = \(finite("sum + excluded.sum")),
      min = ifnull(min(min, excluded.min), ifnull(min, excluded.min)),
      max = ifnull(max(max, excluded.max), ifnull(max, excluded.max)),
      last_step = excluded.last_step
    """

  private static let fromPointsSQL = """
    INSERT INTO point_levels
    SELECT ?1, 1, ?2, count(*), count(*) - count(value), \(finite("total(value)")), min(value), max(value), min(step), max(step)
    FROM points WHERE series_id = ?1 AND step BETWEEN ?3 AND ?4
    GROUP BY series_id
    """

  private static let fromBucketsSQL = """
    INSERT INTO point_levels
    SELECT ?1, ?2, ?3, sum(count), sum(nulls), \(finite("total(sum)")), min(min), max(max), min(first_step), max(last_step)
    FROM point_levels WHERE series_id = ?1 AND level = ?2 - 1 AND bucket BETWEEN ?4 AND ?5
    GROUP BY series_id
    """

  /// Adds points that come after every stored one of their series, steps rising. O(points).
  func add(_ points: [Point], to series: Int64) throws {
    var buckets = Bucket.reduce(points)
    for level in 1...Bucket.levels {
      if level > 1 { buckets = Bucket.reduce(buckets) }
      for bucket in buckets { try add(bucket, level: level, to: series) }
    }
  }

  private func add(_ bucket: Bucket, level: Int, to series: Int64) throws {
    upsert.bind(1, Int(series))
    upsert.bind(2, level)
    upsert.bind(3, bucket.index)
    upsert.bind(4, bucket.count)
    upsert.bind(5, bucket.nulls)
    upsert.bind(6, finite: bucket.sum)
    upsert.bind(7, finite: bucket.min)
    upsert.bind(8, finite: bucket.max)
    upsert.bind(9, bucket.firstStep)
    upsert.bind(10, bucket.lastStep)
    _ = try upsert.step()
    upsert.reset()
  }

  /// Makes every bucket that holds one of `steps` anew, from what is stored.
  func rebuild(series: Int64, steps: some Sequence<Int>) throws {
    var touched = Set(steps.lazy.map { Bucket.index(of: $0, level: 1) })
    for level in 1...Bucket.levels {
      for bucket in touched { try rebuild(series: series, level: level, bucket: bucket) }
      touched = Set(touched.lazy.map { $0 >> Bucket.shift })
    }
  }

  /// Follows the deletion of a series' points after `step`.
  func cut(series: Int64, after step: Int) throws {
    for level in 1...Bucket.levels {
      // The first bucket that lost a point; it may have kept some.
      let bucket = Bucket.index(of: step + 1, level: level)
      try deleteFrom.run(Int(series), level, bucket)
      try rebuild(series: series, level: level, bucket: bucket)
    }
  }

  /// Makes one bucket anew from the level below, which must be right already.
  private func rebuild(series: Int64, level: Int, bucket: Int) throws {
    try delete.run(Int(series), level, bucket)
    let first = bucket << Bucket.shift
    let last = first + (1 << Bucket.shift) - 1
    if level == 1 {
      try fromPoints.run(Int(series), bucket, first + 1, last + 1)
    } else {
      try fromBuckets.run(Int(series), level, bucket, first, last)
    }
  }
}
