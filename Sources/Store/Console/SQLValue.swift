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
