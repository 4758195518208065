import GRDB
import Tracking

/// Stores points beside those that are at their steps already: each that differs in its time or value is kept, and `points` has
/// the latest of a step, the greatest by (at, value) as MLflow orders them.
struct PointMerge {
  private let find: RawStatement
  private let insert: RawStatement
  private let replace: RawStatement
  private let keep: RawStatement

  init(_ db: Database) throws {
    find = try RawStatement(db, "SELECT value, ifnull(at, 0) FROM points WHERE series_id = ? AND step = ?")
    insert = try RawStatement(db, "INSERT INTO points (series_id, step, value, at) VALUES (?, ?, ?, ?)")
    replace = try RawStatement(db, "UPDATE points SET value = ?3, at = ?4 WHERE series_id = ?1 AND step = ?2")
    keep = try RawStatement(
      db, "INSERT INTO repeats (series_id, step, value, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
  }

  /// - Parameter points: of one series, in the order of their steps.
  /// - Returns: the steps at which `points` has something else now, rising.
  func add(_ points: [Point]) throws -> [Int] {
    var changed: [Int] = []
    for point in points {
      let isChanged = try add(point)
      if isChanged, changed.last != point.step { changed.append(point.step) }
    }
    return changed
  }

  private func add(_ point: Point) throws -> Bool {
    guard let known = try known(point) else {
      try run(insert, point)
      return true
    }
    if known.at == point.at ?? 0, known.value == point.value || known.value.isNaN && !point.value.isFinite {
      return false
    }
    guard Self.isLater(point, than: known) else {
      try run(keep, point)
      return false
    }
    try run(keep, known)
    try run(replace, point)
    return true
  }

  /// The point that is there; its time is 0 where nobody has told it.
  private func known(_ point: Point) throws -> Point? {
    find.bind(1, Int(point.series))
    find.bind(2, point.step)
    defer { find.reset() }
    guard try find.step() else { return nil }
    return Point(series: point.series, step: point.step, value: find.double(0), at: find.int(1))
  }

  /// A NaN counts as 0 between two values of one moment, as in MLflow's own tables.
  private static func isLater(_ point: Point, than other: Point) -> Bool {
    func value(_ point: Point) -> Double { point.value.isFinite ? point.value : 0 }
    return (point.at ?? 0, value(point)) > (other.at ?? 0, value(other))
  }

  private func run(_ statement: RawStatement, _ point: Point) throws {
    statement.bind(1, Int(point.series))
    statement.bind(2, point.step)
    statement.bind(3, finite: point.value)
    statement.bind(4, point.at ?? 0)
    defer { statement.reset() }
    while try statement.step() {}
  }
}
