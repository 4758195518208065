import Formats
import GRDB
import Tracking

/// The points of one stretch of steps, reduced to what a chart draws of them: their mean and their range.
///
/// Level k keeps one bucket per 8^k steps, k = 1 ... 7; level 0 are the points themselves. A factor of 8 costs the writer
/// one more row per 7 points, and a chart that asks for n points the reading of 4 n rows at most.
struct Bucket: Equatable {
  /// log2 of the steps of a level's bucket over those of the level below.
  static let shift = 3
  /// The highest level that is stored: 8^7 = 2,097,152 steps.
  static let levels = 7

  /// Place in its level: bucket i of level k covers the steps i * 8^k + 1 ... (i + 1) * 8^k.
  var index: Int
  /// Points, those without a value too.
  var count: Int
  /// Points without a value.
  var nulls: Int
  /// Sum of the values, within the finite numbers.
  var sum: Double
  /// Smallest and largest value; NaN when there is none.
  var min: Double
  var max: Double
  var firstStep: Int
  var lastStep: Int

  /// The bucket of level `level` that holds a step.
  static func index(of step: Int, level: Int) -> Int { (step - 1) >> (shift * level) }

  init(
    index: Int, count: Int, nulls: Int, sum: Double, min: Double, max: Double, firstStep: Int, lastStep: Int
  ) {
    self.index = index
    self.count = count
    self.nulls = nulls
    self.sum = sum
    self.min = min
    self.max = max
    self.firstStep = firstStep
    self.lastStep = lastStep
  }

  /// A bucket of one point; a value that is not finite counts as none.
  init(index: Int, step: Int, value: Double) {
    let isNull = !value.isFinite
    self.init(
      index: index, count: 1, nulls: isNull ? 1 : 0, sum: isNull ? 0 : value, min: isNull ? .nan : value,
      max: isNull ? .nan : value, firstStep: step, lastStep: step)
  }

  /// Mean of the values; NaN when there is none. Never outside their range, however the sum was rounded or cut: the mean
  /// of equal values is that value.
  var mean: Double {
    count == nulls ? .nan : Swift.min(Swift.max(sum / Double(count - nulls), min), max)
  }

  /// Where the bucket is drawn: midway between its first and its last step.
  var step: Int { firstStep + (lastStep - firstStep) / 2 }

  /// Takes in a bucket of later steps.
  mutating func add(_ later: Bucket) {
    count += later.count
    nulls += later.nulls
    sum = (sum + later.sum).clampedToFinite
    // Swift's minimum and maximum pass over a NaN when the other one is a number.
    min = .minimum(min, later.min)
    max = .maximum(max, later.max)
    lastStep = later.lastStep
  }

  /// A bucket and one of later steps in one; `earlier` is nil when there is none yet.
  static func joined(_ earlier: Bucket?, _ later: Bucket) -> Bucket {
    guard var sum = earlier else { return later }
    sum.add(later)
    return sum
  }

  /// How many there are of buckets in order when as many neighbouring places as `width` become one.
  static func count(of buckets: [Bucket], by width: Int) -> Int {
    var count = 0
    var last: Int?
    for bucket in buckets where bucket.index.floored(by: width) != last {
      last = bucket.index.floored(by: width)
      count += 1
    }
    return count
  }

  /// Buckets in order, those of as many neighbouring places as `width` in one. O(buckets).
  static func joined(_ buckets: [Bucket], by width: Int) -> [Bucket] {
    var joined: [Bucket] = []
    for bucket in buckets {
      var bucket = bucket
      bucket.index = bucket.index.floored(by: width)
      append(bucket, to: &joined)
    }
    return joined
  }

  /// Level 1 of points with rising steps. O(points).
  static func reduce(_ points: [Point]) -> [Bucket] {
    var buckets: [Bucket] = []
    for point in points {
      append(
        Bucket(index: index(of: point.step, level: 1), step: point.step, value: point.value), to: &buckets)
    }
    return buckets
  }

  /// The next level of buckets in order. O(buckets).
  static func reduce(_ buckets: [Bucket]) -> [Bucket] { joined(buckets, by: 1 << shift) }

  private static func append(_ bucket: Bucket, to buckets: inout [Bucket]) {
    if let last = buckets.indices.last, buckets[last].index == bucket.index {
      buckets[last].add(bucket)
    } else {
      buckets.append(bucket)
    }
  }
}

extension Double {
  /// The nearest finite number: a sum of huge values is the largest double rather than an infinity.
  fileprivate var clampedToFinite: Double {
    Swift.min(Swift.max(self, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}

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
