import Foundation
import GRDBSQLite

/// Read-only SQL for people, on a database that somebody else writes to.
///
///     let result = try SQLConsole(path: path).run("select method, runs from results")
///
/// A query can do nothing but read: its connection is opened read-only and lives as long as the query, and an
/// authorizer lets it use our tables and views and SQLite's harmless functions, nothing else. It ends by itself:
/// after a time, after a number of rows, or after so many bytes.
///
/// Two things SQLite cannot do inside a process: bound the time of a single function call or of the planning of a
/// query, and bound the memory of one connection. So whoever runs a stranger's query does it in a process of its
/// own, calls ``limitMemory(of:)`` there and ends the process when it is late.
package struct SQLConsole: Sendable {
  /// Rows of an answer unless asked otherwise.
  package static let defaultRows = 1_000
  /// Rows of an answer at most.
  package static let mostRows = 100_000
  /// Bytes of an answer at most, as JSON or CSV without the column names.
  package static let mostBytes = 16 << 20
  /// Seconds that a query may take unless asked otherwise.
  package static let defaultSeconds = 5.0
  /// Characters of a query at most.
  package static let longestQuery = 100_000

  /// The database file.
  package let path: String
  /// How long a query may take, from its start.
  package let seconds: Double

  /// - Parameter seconds: above 0.
  package init(path: String, seconds: Double = defaultSeconds) {
    self.path = path
    self.seconds = seconds
  }

  /// Bounds what SQLite takes in all of this process, in bytes; a query that needs more fails with
  /// ``SQLError/tooMuchMemory(bytes:)``. Sorting and temporary tables count: they are kept in memory.
  package static func limitMemory(of bytes: Int) {
    sqlite3_hard_heap_limit64(Int64(bytes))
  }

  /// Runs one statement and reads its rows.
  ///
  /// A database that nobody writes to is read without SQLite's lock and log files beside it, so that its directory
  /// stays as it is and may be read-only.
  ///
  /// - Parameter limit: rows at most, 1 ... ``mostRows``; brought into that range.
  /// - Throws: ``SQLError``.
  /// - Complexity: the query's own; one row more than `limit` is looked for.
  package func run(_ query: String, limit: Int = defaultRows) throws -> SQLResult {
    guard FileManager.default.fileExists(atPath: path) else { throw SQLError.noDatabase(path: path) }
    let watch = SQLGuard(seconds: seconds)
    if let state = QuietFile(path) {
      let result = Result { try run(query, limit, watch, isQuiet: true) }
      // A server that has started meanwhile may have changed pages under the query.
      if state == QuietFile(path) { return try result.get() }
    }
    return try run(query, limit, watch, isQuiet: false)
  }

  private func run(_ query: String, _ limit: Int, _ watch: SQLGuard, isQuiet: Bool) throws -> SQLResult {
    let connection = try SQLConnection(path: path, isQuiet: isQuiet, watch: watch)
    let start = ContinuousClock.now
    let statement = try connection.statement(of: query)
    defer { statement.close() }
    let limit = min(max(limit, 1), Self.mostRows)
    var result = SQLResult(columns: statement.columns, rows: [], isTruncated: false, milliseconds: 0)
    var bytes = 0
    while try statement.step() {
      guard result.rows.count < limit else {
        result.isTruncated = true
        break
      }
      let row = statement.row()
      let size = row.reduce(2) { $0 + $1.writtenSize + 1 }
      if size > Self.mostBytes { throw SQLError.tooLong(bytes: Self.mostBytes) }
      guard bytes + size <= Self.mostBytes else {
        result.isTruncated = true
        break
      }
      bytes += size
      result.rows.append(row)
    }
    result.milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    return result
  }
}

extension SQLValue {
  /// Bytes that this value takes at most as JSON or CSV.
  fileprivate var writtenSize: Int {
    switch self {
    case .null: 4
    case .integer: 20
    case .real: 24
    case .text(let text):
      text.utf8.reduce(2) {
        $0 + ($1 < 0x20 ? 6 : $1 == UInt8(ascii: "\"") || $1 == UInt8(ascii: "\\") ? 2 : 1)
      }
    case .blob(let bytes): 2 * bytes.count + 2
    }
  }
}
