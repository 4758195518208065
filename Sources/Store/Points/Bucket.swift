import Tracking

/// The points of one stretch of steps, reduced to what a chart draws of them: their mean and their range.
///
/// Level k keeps one bucket per 8^k steps, k = 1 ... 7; level 0 are the points themselves. A factor of 8 leaves a
/// chart that asks for n points with n / 8 at least, and costs the writer one more row per 7 points.
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
  static func reduce(_ buckets: [Bucket]) -> [Bucket] {
    var coarse: [Bucket] = []
    for bucket in buckets {
      var bucket = bucket
      bucket.index >>= shift
      append(bucket, to: &coarse)
    }
    return coarse
  }

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
