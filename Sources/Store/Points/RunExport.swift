import Foundation
import Tracking

/// Every stored point of a run, read from a database that somebody else may be writing to. It takes no lock and changes nothing.
package struct RunExport {
  /// A series with all its points, as columns.
  package struct Series: Sendable {
    package var metric: Metric
    package var steps: [Int] = []
    /// nil for NULL.
    package var values: [Double?] = []
  }

  package let run: Int64
  package let seed: UInt64
  package let attempt: Int
  package let stepsPerEpoch: Int
  private let connection: SQLConnection
  /// Stays at its row, so that everything that is read is of that moment.
  private let holder: SQLStatement
  private let path: String
  private let state: QuietFile?

  /// - Parameter path: of the database.
  /// - Returns: nil when there is no such run.
  /// - Throws: ``SQLError``.
  package init?(run: Int64, database path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { throw SQLError.noDatabase(path: path) }
    self.run = run
    self.path = path
    // Without SQLite's lock files beside a database that nobody writes to, so that its folder may be read-only.
    state = QuietFile(path)
    connection = try SQLConnection(
      path: path, isQuiet: state != nil, watch: SQLGuard(seconds: 7 * 86_400))
    holder = try connection.statement(
      of: """
        SELECT runs.seed, runs.attempt, runs.steps_per_epoch FROM runs JOIN jobs ON jobs.id = runs.job_id
        WHERE runs.id = \(run) AND jobs.deleted_at IS NULL
        """)
    guard try holder.step() else {
      holder.close()
      return nil
    }
    let row = holder.row()
    switch row[0] {
    case .integer(let value): seed = UInt64(bitPattern: value)
    case .text(let digits): seed = UInt64(digits) ?? 0
    default: seed = 0
    }
    attempt = row[1].integer ?? 1
    stepsPerEpoch = max(1, row[2].integer ?? 1)
  }

  /// Gives the series to `body`, one after the other in the order in which they were made. Can be called once.
  ///
  /// - Throws: ``SQLError``, also when a database that nobody wrote to has been written to meanwhile, or what `body`
  ///   throws.
  /// - Complexity: the longest series is in memory, some 30 bytes a point.
  package func series(_ body: (Series) throws -> Void) throws {
    defer { holder.close() }
    let list = try connection.statement(
      of: "SELECT id, name, layer, unit FROM series WHERE run_id = \(run) ORDER BY id")
    defer { list.close() }
    while try list.step() {
      let row = list.row()
      guard let id = row[0].integer, case .text(let name) = row[1] else { continue }
      var series = Series(metric: Metric(name, layer: row[2].text, unit: row[3].text))
      let points = try connection.statement(
        of: "SELECT step, value FROM points WHERE series_id = \(id) ORDER BY step")
      defer { points.close() }
      while try points.step() {
        let row = points.row()
        series.steps.append(row[0].integer ?? 0)
        if case .real(let value) = row[1] { series.values.append(value) } else { series.values.append(nil) }
      }
      if state != nil, state != QuietFile(path) {
        throw SQLError.cannotOpen(
          path: path, reason: "a server has begun to write to it while it was read; try again")
      }
      try body(series)
    }
  }
}

extension SQLValue {
  fileprivate var integer: Int? { if case .integer(let value) = self { Int(value) } else { nil } }
  fileprivate var text: String? { if case .text(let value) = self { value } else { nil } }
}
