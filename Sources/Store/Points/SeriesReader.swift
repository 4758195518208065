import GRDB
import Tracking

/// Reads one series' points, whole or reduced to a number of them, within one transaction.
struct SeriesReader {
  private let firstAfter: RawStatement
  private let lastAfter: RawStatement
  private let range: RawStatement
  private let buckets: RawStatement
  private let pointsUpTo: RawStatement
  private let bucketsUpTo: RawStatement
  private let weight: RawStatement
  private let changed: RawStatement
  private let hasChanged: RawStatement

  init(_ db: Database) throws {
    let points = "SELECT step, value FROM points WHERE series_id = ?1"
    let inLevel = "FROM point_levels WHERE series_id = ?1 AND level = ?2 AND bucket BETWEEN ?3 AND ?4"
    firstAfter = try RawStatement(db, "\(points) AND step > ?2 ORDER BY step LIMIT 1")
    lastAfter = try RawStatement(db, "\(points) AND step > ?2 ORDER BY step DESC LIMIT 1")
    range = try RawStatement(db, "\(points) AND step BETWEEN ?2 AND ?3 ORDER BY step LIMIT ?4")
    buckets = try RawStatement(
      db,
      "SELECT bucket, count, nulls, sum, min, max, first_step, last_step \(inLevel) ORDER BY bucket")
    pointsUpTo = try RawStatement(
      db,
      """
      SELECT count(*) FROM (
        SELECT 1 FROM points WHERE series_id = ?1 AND step BETWEEN ?2 AND ?3 LIMIT ?4)
      """)
    bucketsUpTo = try RawStatement(db, "SELECT count(*) FROM (SELECT 1 \(inLevel) LIMIT ?5)")
    weight = try RawStatement(db, "SELECT ifnull(sum(count), 0) \(inLevel)")
    let since = "FROM changes WHERE series_id = ?1 AND id > ?2 AND step <= ?3"
    changed = try RawStatement(db, "SELECT id, step \(since) ORDER BY id LIMIT ?4")
    hasChanged = try RawStatement(db, "SELECT EXISTS (SELECT * \(since))")
  }

  /// Reads the stored points after a step, the first `limit` of them.
  ///
  /// - Returns: whether there may be more.
  func read(_ series: inout SeriesPoints, after step: Int, limit: Int) throws -> Bool {
    let before = series.steps.count
    try append(&series, min(step, .max - 1) + 1, .max, limit)
    return series.steps.count - before == limit
  }

  /// The first changes of a series after one of them, at steps up to `step`: their numbers, rising, and steps.
  func changes(of series: Int64, after change: Int, upTo step: Int, limit: Int) throws -> [SeriesChange] {
    changed.bind(1, Int(series))
    changed.bind(2, change)
    changed.bind(3, step)
    changed.bind(4, limit)
    defer { changed.reset() }
    var changes: [SeriesChange] = []
    while try changed.step() { changes.append(SeriesChange(number: changed.int(0), step: changed.int(1))) }
    return changes
  }

  /// Whether there is any such change.
  func hasChanges(of series: Int64, after change: Int, upTo step: Int) throws -> Bool {
    try integer(hasChanged, Int(series), change, step) == 1
  }

  /// Reads the points at some steps.
  func read(_ series: inout SeriesPoints, at steps: [Int]) throws {
    for step in steps { try append(&series, step, step, 1) }
  }

  /// Reads the points after a step, at most `count` of them (3 or more): the first and the last as they are stored
  /// and between them, unless all fit, buckets of the finest level that fits. O(count) rows, whatever is stored.
  func read(_ series: inout SeriesPoints, after step: Int, atMost count: Int) throws {
    guard let first = try point(firstAfter, series.id, after: step),
      let last = try point(lastAfter, series.id, after: step)
    else { return }
    let level = try finestLevel(series.id, first.step, last.step, atMost: count)
    if level == 0 {
      try append(&series, first.step, last.step, count)
      return
    }
    series.reduction = SeriesPoints.Reduction()
    series.append(first)
    try reduce(&series, level, first.step + 1, last.step - 1)
    series.append(last)
  }

  /// The finest level whose rows from one step to another are not more than `count`; 0 are the points.
  private func finestLevel(_ series: Int64, _ from: Int, _ to: Int, atMost count: Int) throws -> Int {
    func span(_ level: Int) -> Int {
      Bucket.index(of: to, level: level) - Bucket.index(of: from, level: level) + 1
    }
    var dense = 0
    // Two rows are the first and the last point.
    while span(dense) > (dense == 0 ? count : count - 2) { dense += 1 }
    if dense == 0 { return 0 }
    // Steps with gaps fill fewer rows than they span. How many points there are at least says which levels are out
    // of the question, so that the rows are counted where it is close only.
    let coarse = min(dense + 1, Bucket.levels)
    let points = try integer(
      weight, Int(series), coarse, Bucket.index(of: from, level: coarse) + 1,
      Bucket.index(of: to, level: coarse) - 1)
    if points <= count, try integer(pointsUpTo, Int(series), from, to, count + 1) <= count { return 0 }
    for level in 1..<max(dense, 1) where level <= Bucket.levels && points >> (Bucket.shift * level) <= count {
      let (low, high) = (Bucket.index(of: from, level: level), Bucket.index(of: to, level: level))
      if try integer(bucketsUpTo, Int(series), level, low, high, count - 1) <= count - 2 { return level }
    }
    return dense
  }

  /// Appends the buckets of a level between two steps. Those at the ends may cover a part of their bucket only.
  private func reduce(_ series: inout SeriesPoints, _ level: Int, _ from: Int, _ to: Int) throws {
    guard from <= to else { return }
    let (low, high) = (Bucket.index(of: from, level: level), Bucket.index(of: to, level: level))
    // Above the highest stored level, rows of that one are joined as they come.
    let stored = min(level, Bucket.levels)
    let factor = Bucket.shift * (level - stored)
    let size = Bucket.shift * level
    if let head = try fold(series.id, stored, from, min(to, (low + 1) << size)) { series.append(head) }
    if low == high { return }
    var joined: Bucket?
    try eachBucket(series.id, stored, (low + 1) << factor, (high << factor) - 1) { bucket in
      if let whole = joined, whole.index >> factor != bucket.index >> factor {
        series.append(whole)
        joined = nil
      }
      joined = Bucket.joined(joined, bucket)
    }
    if let joined { series.append(joined) }
    if let tail = try fold(series.id, stored, (high << size) + 1, to) { series.append(tail) }
  }

  /// One bucket of all points between two steps: from whole buckets of the level where they fit, and of the levels
  /// below at both ends, so that fewer than 16 rows of each level are read. Nil without points.
  private func fold(_ series: Int64, _ level: Int, _ from: Int, _ to: Int) throws -> Bucket? {
    guard from <= to else { return nil }
    var sum: Bucket?
    if level == 0 {
      try eachPoint(series, from, to, .max) {
        sum = Bucket.joined(sum, Bucket(index: 0, step: $0, value: $1))
      }
      return sum
    }
    let size = Bucket.shift * level
    // Whole buckets: from the first that begins at or after `from` to before the first that ends after `to`.
    let low = ((from - 1) + (1 << size) - 1) >> size
    let high = to >> size
    if low >= high { return try fold(series, level - 1, from, to) }
    sum = try fold(series, level - 1, from, low << size)
    try eachBucket(series, level, low, high - 1) { sum = Bucket.joined(sum, $0) }
    if let tail = try fold(series, level - 1, (high << size) + 1, to) { sum = Bucket.joined(sum, tail) }
    return sum
  }

  // MARK: Rows

  private func point(_ statement: RawStatement, _ series: Int64, after step: Int) throws -> Bucket? {
    statement.bind(1, Int(series))
    statement.bind(2, step)
    defer { statement.reset() }
    return try statement.step() ? Bucket(index: 0, step: statement.int(0), value: statement.double(1)) : nil
  }

  private func append(_ series: inout SeriesPoints, _ from: Int, _ to: Int, _ limit: Int) throws {
    try eachPoint(series.id, from, to, limit) { step, value in
      series.steps.append(step)
      series.values.append(value)
    }
  }

  private func eachPoint(
    _ series: Int64, _ from: Int, _ to: Int, _ limit: Int, _ body: (Int, Double) -> Void
  ) throws {
    range.bind(1, Int(series))
    range.bind(2, from)
    range.bind(3, to)
    range.bind(4, limit)
    defer { range.reset() }
    while try range.step() { body(range.int(0), range.double(1)) }
  }

  private func eachBucket(
    _ series: Int64, _ level: Int, _ low: Int, _ high: Int, _ body: (Bucket) -> Void
  ) throws {
    buckets.bind(1, Int(series))
    buckets.bind(2, level)
    buckets.bind(3, low)
    buckets.bind(4, high)
    defer { buckets.reset() }
    while try buckets.step() {
      body(
        Bucket(
          index: buckets.int(0), count: buckets.int(1), nulls: buckets.int(2), sum: buckets.double(3),
          min: buckets.double(4), max: buckets.double(5), firstStep: buckets.int(6), lastStep: buckets.int(7))
      )
    }
  }

  /// The integer that a query gives.
  private func integer(_ statement: RawStatement, _ parameters: Int...) throws -> Int {
    for (index, value) in parameters.enumerated() { statement.bind(index + 1, value) }
    defer { statement.reset() }
    return try statement.step() ? statement.int(0) : 0
  }
}
