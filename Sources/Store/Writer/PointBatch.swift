import Formats
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

  /// What becomes of a point at a step that has one already.
  enum Repetition {
    /// The new one takes its place.
    case replaces
    /// Both are kept: the greater one by (at, value) in `points`, the other in `repeats`.
    case adds
  }

  var entries: [Entry] = []
  var repetition = Repetition.replaces

  /// Rows of one INSERT statement: stepping a statement costs about as much as inserting a row.
  private static let rowsPerInsert = 64
  private static let insertMany =
    into + Array(repeating: "(?,?,?,?)", count: rowsPerInsert).joined(separator: ",")
  private static let insertOne = into + "(?,?,?,?)"
  private static let into = "INSERT INTO points (series_id, step, value, at) VALUES "

  /// Writes the points, their reduced levels, their series' totals, what readers have to be told again, and the runs' steps. Points of series
  /// that are not there any more, because their job was deleted, are left out. O(points) where steps rise.
  ///
  /// - Parameter time: when the points came, in seconds since 1970; nil leaves the runs' times as they are.
  /// - Returns: how many points of the batch are stored now: a step counts once in each series.
  @discardableResult
  func write(_ db: Database, at time: Double?) throws -> Int {
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
        let changed = try repetition == .adds ? PointMerge(db).add(points) : merge(db, points)
        try levels.rebuild(series: series, steps: changed)
        if !changed.isEmpty { try totals.rebuild(series: series) }
        try note(db, changed.filter { $0 <= last }, of: series)
      }
    }
    let update = try RawStatement(
      db, "UPDATE runs SET step = ?2, last_point_at = ifnull(?3, last_point_at) WHERE id = ?1")
    for (run, progress) in progress() {
      update.bind(3, text: progress.hasPoints ? time.map(Timestamp.text) : nil)
      try update.run(Int(run), progress.step)
      if let time, progress.isUntimed { try noteArrival(db, run: run, step: progress.step, at: time) }
    }
    return count
  }

  /// As SQL over `arrivals`: when the point at a step of a run was stored; NULL where nobody has kept that.
  static func arrival(run: String, step: String) -> String {
    """
    (SELECT arrivals.at FROM arrivals WHERE arrivals.run_id = \(run) AND arrivals.step >= \(step)
      ORDER BY arrivals.step LIMIT 1)
    """
  }

  /// Notes when points came that do not say so themselves, unless their run has gone meanwhile.
  private func noteArrival(_ db: Database, run: Int64, step: Int, at time: Double) throws {
    let note = try RawStatement(
      db, "INSERT OR REPLACE INTO arrivals (run_id, step, at) SELECT id, ?2, ?3 FROM runs WHERE id = ?1")
    try note.run(Int(run), step, Timestamp.milliseconds(time))
  }

  /// The points by series, in ascending ids, so that a batch walks through the table once.
  private func grouped() -> [[Point]] {
    var places: [Int64: Int] = [:]
    var groups: [[Point]] = []
    for entry in entries {
      for point in entry.points {
        // One after the other of the same series, as columns come.
        if let last = groups.indices.last, groups[last][0].series == point.series {
          groups[last].append(point)
        } else if let place = places[point.series] {
          groups[place].append(point)
        } else {
          places[point.series] = groups.count
          groups.append([point])
        }
      }
    }
    return groups.sorted { $0[0].series < $1[0].series }
  }

  private func progress() -> [Int64: (step: Int, hasPoints: Bool, isUntimed: Bool)] {
    entries.reduce(into: [:]) { runs, entry in
      let before = runs[entry.run]
      runs[entry.run] = (
        entry.step, before?.hasPoints == true || !entry.points.isEmpty,
        before?.isUntimed == true || entry.points.first.map { $0.at == nil } == true
      )
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

  /// The points by step; of several with one step the last one given, unless all are kept.
  private func ordered(_ points: [Point]) -> [Point] {
    // The sort keeps the order of equal ones.
    let sorted = points.sorted { $0.step < $1.step }
    if repetition == .adds { return sorted }
    return sorted.reduce(into: []) { sorted, point in
      if sorted.last?.step == point.step { sorted.removeLast() }
      sorted.append(point)
    }
  }

  private func insert(_ db: Database, _ points: [Point]) throws {
    let one = try RawStatement(db, Self.insertOne)
    var next = 0
    while next + Self.rowsPerInsert <= points.count {
      let many = try RawStatement(db, Self.insertMany)
      for row in 0..<Self.rowsPerInsert { bind(points[next + row], to: many, from: 4 * row + 1) }
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
        + " ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at WHERE value IS NOT excluded.value"
    )
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
    statement.bind(index + 3, point.at)
  }
}
