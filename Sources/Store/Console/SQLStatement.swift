import Foundation
import GRDBSQLite

/// The compiled query of a ``SQLConnection``.
struct SQLStatement {
  let columns: [String]
  private let handle: OpaquePointer
  private let connection: SQLConnection

  init(_ handle: OpaquePointer, of connection: SQLConnection) {
    self.handle = handle
    self.connection = connection
    columns = (0..<sqlite3_column_count(handle)).map {
      sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? ""
    }
  }

  func close() { sqlite3_finalize(handle) }

  /// Goes to the next row.
  ///
  /// - Returns: false when there is none.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: true
    case SQLITE_DONE: false
    case let code: throw connection.error(code)
    }
  }

  /// The row under way. Bytes of a text that are not UTF-8 become U+FFFD.
  func row() -> [SQLValue] {
    (0..<Int32(columns.count)).map { column in
      switch sqlite3_column_type(handle, column) {
      case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, column))
      case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
      // The pointer is asked for first: that call may convert the value, and with it its length.
      case SQLITE_TEXT:
        sqlite3_column_text(handle, column).map { .text(String(decoding: bytes($0, column), as: UTF8.self)) }
          ?? .null
      case SQLITE_BLOB: .blob(sqlite3_column_blob(handle, column).map { Array(bytes($0, column)) } ?? [])
      default: .null
      }
    }
  }

  private func bytes(_ pointer: UnsafeRawPointer, _ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(handle, column)))
  }
}

/// One value of an answer, of one of SQLite's five types. SQLite has no NaN: what would be one is NULL.
package enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  /// Finite or infinite.
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// The rows that a query gave.
package struct SQLResult: Sendable, Equatable {
  package var columns: [String]
  package var rows: [[SQLValue]]
  /// Whether there were more rows than were asked for, or than an answer may hold.
  package var isTruncated: Bool
  /// From the query's text to its last row.
  package var milliseconds: Double

  package init(columns: [String], rows: [[SQLValue]], isTruncated: Bool, milliseconds: Double) {
    self.columns = columns
    self.rows = rows
    self.isTruncated = isTruncated
    self.milliseconds = milliseconds
  }
}
