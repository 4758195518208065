import GRDB
import GRDBSQLite

/// A prepared statement driven through SQLite's C API: integers and doubles go in and out without being boxed.
///
/// For the statements that run once per point or per bucket; everything else uses GRDB as it is. Valid only inside
/// the database access that it was made in. The caller resets it after use.
struct RawStatement {
  /// Keeps the statement alive; `handle` is its.
  private let statement: Statement
  private let handle: SQLiteStatement
  private let db: Database

  /// Takes the connection's cached statement of `sql`, compiling it the first time.
  init(_ db: Database, _ sql: String) throws {
    statement = try db.cachedStatement(sql: sql)
    handle = statement.sqliteStatement
    self.db = db
    sqlite3_reset(handle)
  }

  /// Binds parameter `index`, from 1.
  func bind(_ index: Int, _ value: Int) {
    sqlite3_bind_int64(handle, Int32(truncatingIfNeeded: index), Int64(value))
  }

  /// Binds parameter `index`, from 1; NaN and the infinities as NULL.
  func bind(_ index: Int, finite value: Double) {
    let index = Int32(truncatingIfNeeded: index)
    if value.isFinite { sqlite3_bind_double(handle, index, value) } else { sqlite3_bind_null(handle, index) }
  }

  /// Binds parameter `index`, from 1; nil as NULL.
  func bind(_ index: Int, _ value: Int?) {
    guard let value else {
      sqlite3_bind_null(handle, Int32(truncatingIfNeeded: index))
      return
    }
    bind(index, value)
  }

  /// Binds parameter `index`, from 1; nil as NULL.
  func bind(_ index: Int, text: String?) {
    let index = Int32(truncatingIfNeeded: index)
    guard let text else {
      sqlite3_bind_null(handle, index)
      return
    }
    // SQLITE_TRANSIENT: SQLite copies the text.
    sqlite3_bind_text(handle, index, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
  }

  /// Goes to the next row.
  ///
  /// - Returns: false when there is none.
  /// - Throws: `DatabaseError`; the statement is reset.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let error = DatabaseError(
        resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage, sql: statement.sql)
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Makes the statement ready to run again.
  func reset() { sqlite3_reset(handle) }

  /// Runs a statement that gives no rows, with these integers as its parameters.
  func run(_ parameters: Int...) throws {
    for (index, value) in parameters.enumerated() { bind(index + 1, value) }
    while try step() {}
    reset()
  }

  /// The integer of column `index`, from 0.
  func int(_ index: Int32) -> Int { Int(sqlite3_column_int64(handle, index)) }

  /// The number of column `index`, from 0; NaN for NULL.
  func double(_ index: Int32) -> Double {
    sqlite3_column_type(handle, index) == SQLITE_NULL ? .nan : sqlite3_column_double(handle, index)
  }

  /// Whether column `index`, from 0, is NULL.
  func isNull(_ index: Int32) -> Bool { sqlite3_column_type(handle, index) == SQLITE_NULL }
}
