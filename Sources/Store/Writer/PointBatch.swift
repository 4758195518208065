import GRDB
import Tracking

/// What one transaction of the point writer commits: points of any series and the progress of their runs.
struct PointBatch {
  /// One call of ``PointWriter/append(_:run:step:)``.
  struct Entry {
    var points: [Point]
    var run: Int64
    var step: Int
    /// What it counts for in the backlog: a call without points takes room too.
    var weight: Int { max(points.count, 1) }
  }

  var entries: [Entry] = []

  /// Rows of one INSERT statement: stepping a statement costs about as much as inserting a row.
  private static let rowsPerInsert = 64
  private static let insertMany =
    "INSERT INTO points VALUES " + Array(repeating: "(?,?,?)", count: rowsPerInsert).joined(separator: ",")
  private static let insertOne = "INSERT INTO points VALUES (?,?,?)"

  /// Writes the points, their reduced levels, their series' totals, what readers have to be told again, and the runs' steps. Points of series
  /// that are not there any more, because their job was deleted, are left out. O(points) where steps rise.
  ///
  /// - Parameter time: when the points came, as text; nil leaves the runs' times as they are.
  /// - Returns: how many points of the batch are stored now: a step counts once in each series.
  @discardableResult
  func write(_ db: Database, at time: String?) throws -> Int {
    let levels = try Levels(db)
    let totals = try SeriesTotals(db)
    var count = 0
    for var points in grouped() {
      let series = points[0].series
      guard let last = try totals.lastStep(of: series) else { continue }
      if !rises(points, after: .min) { points = ordered(points) }
      count += points.count
      if rises(points, after: last) {
        try insert(db, points)
        try levels.add(points, to: series)
        try totals.add(points, to: series)
      } else {
        let changed = try merge(db, points)
        try levels.rebuild(series: series, steps: changed)
        if !changed.isEmpty { try totals.rebuild(series: series) }
        try note(db, changed.filter { $0 <= last }, of: series)
      }
    }
    let update = try RawStatement(
      db, "UPDATE runs SET step = ?2, last_point_at = ifnull(?3, last_point_at) WHERE id = ?1")
    for (run, progress) in progress() {
      update.bind(3, text: progress.hasPoints ? time : nil)
      try update.run(Int(run), progress.step)
    }
    return count
  }

  /// The points by series, in ascending ids, so that a batch walks through the table once.
  private func grouped() -> [[Point]] {
    var places: [Int64: Int] = [:]
    var groups: [[Point]] = []
    for entry in entries {
      for point in entry.points {
        if let place = places[point.series] {
          groups[place].append(point)
        } else {
          places[point.series] = groups.count
          groups.append([point])
        }
      }
    }
    return groups.sorted { $0[0].series < $1[0].series }
  }

  private func progress() -> [Int64: (step: Int, hasPoints: Bool)] {
    entries.reduce(into: [:]) { runs, entry in
      runs[entry.run] = (entry.step, runs[entry.run]?.hasPoints == true || !entry.points.isEmpty)
    }
  }

  private func rises(_ points: [Point], after last: Int) -> Bool {
    var last = last
    for point in points {
      if point.step <= last { return false }
      last = point.step
    }
    return true
  }

  /// The points by step; of several with one step the last one given.
  private func ordered(_ points: [Point]) -> [Point] {
    // The sort keeps the order of equal ones.
    points.sorted { $0.step < $1.step }.reduce(into: []) { sorted, point in
      if sorted.last?.step == point.step { sorted.removeLast() }
      sorted.append(point)
    }
  }

  private func insert(_ db: Database, _ points: [Point]) throws {
    let many = try RawStatement(db, Self.insertMany)
    let one = try RawStatement(db, Self.insertOne)
    var next = 0
    while next + Self.rowsPerInsert <= points.count {
      for row in 0..<Self.rowsPerInsert { bind(points[next + row], to: many, from: 3 * row + 1) }
      _ = try many.step()
      many.reset()
      next += Self.rowsPerInsert
    }
    for point in points[next...] {
      bind(point, to: one, from: 1)
      _ = try one.step()
      one.reset()
    }
  }

  /// The way of points that were sent before, or out of order: the last value given for a step stays.
  ///
  /// - Returns: the steps whose point was not there or had another value.
  private func merge(_ db: Database, _ points: [Point]) throws -> [Int] {
    let upsert = try RawStatement(
      db,
      Self.insertOne
        + " ON CONFLICT DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value")
    var changed: [Int] = []
    for point in points {
      bind(point, to: upsert, from: 1)
      _ = try upsert.step()
      upsert.reset()
      if db.changesCount > 0 { changed.append(point.step) }
    }
    return changed
  }

  /// Notes steps at which something has changed behind the back of who has read the series up to its end.
  private func note(_ db: Database, _ steps: [Int], of series: Int64) throws {
    let note = try RawStatement(db, "INSERT OR REPLACE INTO changes (series_id, step) VALUES (?, ?)")
    for step in steps { try note.run(Int(series), step) }
  }

  private func bind(_ point: Point, to statement: RawStatement, from index: Int) {
    statement.bind(index, Int(point.series))
    statement.bind(index + 1, point.step)
    statement.bind(index + 2, finite: point.value)
  }
}
