import Formats
import GRDB
import Tracking

/// Every stored point of some runs as CSV, part by part, so that a table of any length streams in little memory.
///
///     var export = try store.csv(runs: [1, 2])
///     while let part = try export.next() { send(part) }
///
/// The rows are those of the moment of the export's start. No transaction stays open between two parts: a slow
/// reader does not keep the write-ahead log from being emptied.
package struct CSVExport {
  /// The first line.
  package static let header = "run,seed,metric,layer,step,epoch,value\n"
  /// Points of one part.
  static let rowsPerPart = 4_096

  /// A series, up to the point that was its last at the start.
  private struct Part {
    var id: Int64
    /// Begins with run, seed, metric and layer.
    var lines: CSVSeries
    var lastStep: Int
  }

  private let pool: DatabasePool
  private var parts: ArraySlice<Part>
  /// Before the first that is asked for.
  private let start: Int
  private var step: Int
  private var isBegun = false

  init(pool: DatabasePool, runs: [Int64], names: [String], steps: ClosedRange<Int>) throws {
    self.pool = pool
    start = steps.lowerBound - 1
    step = start
    let names = Set(names)
    parts = try pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT series.id, runs.id AS run, runs.seed, series.name, series.layer, runs.steps_per_epoch,
            (SELECT max(step) FROM points WHERE series_id = series.id) AS last_step
          FROM runs JOIN jobs ON jobs.id = runs.job_id CROSS JOIN series ON series.run_id = runs.id
          WHERE jobs.deleted_at IS NULL AND runs.id IN (SELECT value FROM json_each(?)) ORDER BY runs.id, series.id
          """,
        arguments: [runs.json]
      ).compactMap { row in
        let name: String = row["name"]
        guard names.isEmpty || names.contains(name) else { return nil }
        let fields = [
          String(row["run"] as Int64), String(UInt64(stored: row["seed"])), name,
          row["layer"] as String? ?? "",
        ]
        return Part(
          id: row["id"], lines: CSVSeries(fields, stepsPerEpoch: row["steps_per_epoch"]),
          lastStep: min(row["last_step"] ?? .min, steps.upperBound))
      }[...]
    }
  }

  /// The next whole lines, UTF-8; nil at the end.
  package mutating func next() throws -> [UInt8]? {
    var text: [UInt8] = []
    if !isBegun {
      isBegun = true
      text += Self.header.utf8
    }
    var room = Self.rowsPerPart
    while room > 0, let part = parts.first {
      room -= try append(part, room, to: &text)
      if room > 0 {
        parts = parts.dropFirst()
        step = start
      }
    }
    return text.isEmpty ? nil : text
  }

  /// Appends up to `room` rows of a series after `step`, and goes on to the last of them.
  ///
  /// - Returns: how many rows.
  private mutating func append(_ part: Part, _ room: Int, to text: inout [UInt8]) throws -> Int {
    let (rows, last) = try pool.read { db in
      let points = try RawStatement(
        db,
        """
        SELECT step, value FROM points
        WHERE series_id = ? AND step > ? AND step <= ? ORDER BY step LIMIT ?
        """)
      points.bind(1, Int(part.id))
      points.bind(2, step)
      points.bind(3, part.lastStep)
      points.bind(4, room)
      defer { points.reset() }
      var (rows, last) = (0, step)
      while try points.step() {
        rows += 1
        last = points.int(0)
        part.lines.append(last, points.isNull(1) ? nil : points.double(1), to: &text)
      }
      return (rows, last)
    }
    step = last
    return rows
  }
}

extension Store {
  /// Starts an export of every stored point, series after series.
  ///
  /// - Parameters:
  ///   - runs: ids; those of no run are passed over.
  ///   - names: metrics to export; empty for all.
  ///   - steps: those whose points are wanted.
  package func csv(runs: [Int64], names: [String] = [], steps: ClosedRange<Int> = Point.steps) throws
    -> CSVExport
  {
    try CSVExport(pool: pool, runs: runs, names: names, steps: steps)
  }
}
