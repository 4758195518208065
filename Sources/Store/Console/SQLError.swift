/// Why a query of somebody else's was not answered.
package enum SQLError: Error, Equatable {
  /// There is no database at this path.
  case noDatabase(path: String)
  /// It cannot be read.
  case cannotOpen(path: String, reason: String)
  /// Another program has a lock on it.
  case locked(path: String)

  /// Nothing but blanks and comments.
  case empty
  /// A second statement stands behind the first.
  case severalStatements
  /// A NUL character, at which SQLite would stop reading.
  case nul
  /// A parameter such as `?1`, for which there is no value.
  case parameter
  /// What SQLite says about the query: its syntax, a name, or a value on the way.
  case bad(String, line: Int?, column: Int?)
  /// A table, column or function that is not there; `known` are those that are.
  case unknownName(String, kind: NameKind, known: [String])

  /// Something else than reading; the text says what.
  case notAllowed(String)
  /// It was not done in time.
  case tooSlow(seconds: Double)
  /// It needs more memory than it may have.
  case tooMuchMemory(bytes: Int)
  /// One value, or one row, is longer than an answer may be.
  case tooLong(bytes: Int)

  package enum NameKind: String, Sendable {
    case table, column, function
  }
}
