import GRDB
import Tracking

/// Reads one series' points, whole or reduced to a number of them, within one transaction.
struct SeriesReader {
  private let firstIn: RawStatement
  private let lastIn: RawStatement
  private let range: RawStatement
  private let buckets: RawStatement
  private let bucketsUpTo: RawStatement
  private let changed: RawStatement
  private let hasChanged: RawStatement

  init(_ db: Database) throws {
    let points = "SELECT step, value FROM points WHERE series_id = ?1 AND step BETWEEN ?2 AND ?3"
    let inLevel = "FROM point_levels WHERE series_id = ?1 AND level = ?2 AND bucket BETWEEN ?3 AND ?4"
    firstIn = try RawStatement(db, "\(points) ORDER BY step LIMIT 1")
    lastIn = try RawStatement(db, "\(points) ORDER BY step DESC LIMIT 1")
    range = try RawStatement(db, "\(points) ORDER BY step LIMIT ?4")
    buckets = try RawStatement(
      db,
      "SELECT bucket, count, nulls, sum, min, max, first_step, last_step \(inLevel) ORDER BY bucket")
    bucketsUpTo = try RawStatement(db, "SELECT count(*) FROM (SELECT 1 \(inLevel) LIMIT ?5)")
    let since = "FROM changes WHERE series_id = ?1 AND id > ?2 AND step <= ?3"
    changed = try RawStatement(db, "SELECT id, step \(since) ORDER BY id LIMIT ?4")
    hasChanged = try RawStatement(db, "SELECT EXISTS (SELECT * \(since))")
  }

  /// Reads the stored points after a step up to another one, the first `limit` of them.
  ///
  /// - Returns: whether there may be more.
  func read(_ series: inout SeriesPoints, after step: Int, upTo end: Int, limit: Int) throws -> Bool {
    let before = series.steps.count
    try append(&series, min(step, .max - 1) + 1, end, limit)
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

  /// Reads the points after a step up to another one: as they are stored if they are not more than `count` (3 or more),
  /// else joined by equal spans of steps, to more than half of `count`. The rows of a level that has too few are never
  /// more than eight times as many one level below, so it reads four times `count` at most, whatever is stored; only of
  /// steps beyond 2^21 times `count` more.
  ///
  /// - Returns: the step of the last point, nil without points.
  func read(
    _ series: inout SeriesPoints, after step: Int, upTo end: Int, atMost count: Int
  ) throws -> Int? {
    let first = min(step, .max - 1) + 1
    guard let from = try self.step(firstIn, series.id, first, end),
      let to = try self.step(lastIn, series.id, first, end)
    else { return nil }
    let fewest = (count + 1) / 2
    var level = to - from < count ? 0 : try coarsestLevel(series.id, from, to, atLeast: fewest)
    var rows = to - from < count ? [] : try self.rows(series.id, level, from, to)
    guard rows.reduce(0, { $0 + $1.count }) > count else {
      try append(&series, from, to, count)
      return to
    }
    // Above the highest level that is stored. What is on either side of step 0 is never joined: there it ends.
    while case let joined = Bucket.reduce(rows), joined.count >= fewest,
      joined.first?.index != rows.first?.index || joined.last?.index != rows.last?.index
    {
      rows = joined
      level += 1
    }
    let width = (1...).first { Bucket.count(of: rows, by: $0) <= count }!
    series.reduction = SeriesPoints.Reduction(span: width << (Bucket.shift * level))
    for bucket in Bucket.joined(rows, by: width) { series.append(bucket) }
    return to
  }

  /// The coarsest stored level with at least `fewest` rows from the step of a point to that of another; 0 are the points,
  /// of which there may be fewer.
  private func coarsestLevel(_ series: Int64, _ from: Int, _ to: Int, atLeast fewest: Int) throws -> Int {
    for level in (1...Bucket.levels).reversed() {
      let (low, high) = (Bucket.index(of: from, level: level), Bucket.index(of: to, level: level))
      if high - low + 1 < fewest { continue }
      if try integer(bucketsUpTo, Int(series), level, low, high, fewest) == fewest { return level }
    }
    return 0
  }

  /// The buckets of a level, from the step of a point to that of another. The first and the last may cover a part of theirs
  /// only.
  private func rows(_ series: Int64, _ level: Int, _ from: Int, _ to: Int) throws -> [Bucket] {
    var rows: [Bucket] = []
    if level == 0 {
      try eachPoint(series, from, to, .max) {
        rows.append(Bucket(index: Bucket.index(of: $0, level: 0), step: $0, value: $1))
      }
      return rows
    }
    let (low, high) = (Bucket.index(of: from, level: level), Bucket.index(of: to, level: level))
    let size = Bucket.shift * level
    if var head = try fold(series, level, from, min(to, (low + 1) << size)) {
      head.index = low
      rows.append(head)
    }
    if low == high { return rows }
    try eachBucket(series, level, low + 1, high - 1) { rows.append($0) }
    if var tail = try fold(series, level, (high << size) + 1, to) {
      tail.index = high
      rows.append(tail)
    }
    return rows
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

  private func step(_ statement: RawStatement, _ series: Int64, _ from: Int, _ to: Int) throws -> Int? {
    statement.bind(1, Int(series))
    statement.bind(2, from)
    statement.bind(3, to)
    defer { statement.reset() }
    return try statement.step() ? statement.int(0) : nil
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
