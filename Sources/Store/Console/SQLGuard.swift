import Foundation
import GRDBSQLite

/// Watches over a query: what it touches, while it is compiled, and how long it takes, while it runs.
final class SQLGuard {
  /// Instructions of SQLite's machine between two looks at the clock: some microseconds.
  private static let instructions: Int32 = 1_000
  /// SQLite's `SQLITE_INNOCUOUS`: functions that can do no harm whoever calls them.
  private static let innocuous = 0x20_0000

  let seconds: Double
  /// Why the query may not be run, once it has asked for something that it must not have.
  private(set) var refusal: String?
  private let deadline: ContinuousClock.Instant
  private var tables: Set<String> = []
  private var modules: Set<String> = []
  private var functions: Set<String> = []

  init(seconds: Double) {
    self.seconds = seconds
    deadline = .now + .seconds(seconds)
  }

  /// Lets the connection read its own tables and views with SQLite's own functions, and nothing else from now on.
  ///
  /// - Parameters:
  ///   - tables: everything that has a schema entry.
  ///   - modules: what else can stand where a table stands: SQLite's virtual tables.
  ///   - functions: every function with its flags.
  func watch(
    _ db: OpaquePointer, tables: [String], modules: [String], functions: [(name: String, flags: Int)]
  ) {
    refusal = nil
    // The others that SQLite has built in read its own files, run pragmas or show other statements.
    self.tables = Set(tables.map { $0.lowercased() })
      .union(["sqlite_schema", "sqlite_master", "json_each", "json_tree"])
    self.modules = Set(modules.map { $0.lowercased() })
    // 3.40 does not flag its JSON functions. The log that sqlite_log writes to is the server's.
    self.functions = Set(
      functions.filter {
        $0.flags & Self.innocuous != 0 || $0.name.hasPrefix("json") || $0.name.hasPrefix("-")
      }
      .map { $0.name.lowercased() }
    ).subtracting(["sqlite_log"])
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_set_authorizer(
      db,
      { context, action, first, second, _, _ in
        guard let context else { return SQLITE_DENY }
        let text = { (pointer: UnsafePointer<CChar>?) in pointer.map { String(cString: $0) } ?? "" }
        return Unmanaged<SQLGuard>.fromOpaque(context).takeUnretainedValue()
          .allows(action, text(first), text(second)) ? SQLITE_OK : SQLITE_DENY
      }, context)
    sqlite3_progress_handler(
      db, Self.instructions,
      { context in
        guard let context else { return 1 }
        let watch = Unmanaged<SQLGuard>.fromOpaque(context).takeUnretainedValue()
        return ContinuousClock.now < watch.deadline ? 0 : 1
      }, context)
  }

  /// Takes the watch off a connection again.
  func leave(_ db: OpaquePointer) {
    sqlite3_set_authorizer(db, nil, nil)
    sqlite3_progress_handler(db, 0, nil, nil)
  }

  private func allows(_ action: Int32, _ first: String, _ second: String) -> Bool {
    switch action {
    case SQLITE_SELECT, SQLITE_RECURSIVE: return true
    case SQLITE_READ where mayRead(first.lowercased(), column: second): return true
    case SQLITE_FUNCTION where functions.contains(second.lowercased()): return true
    default:
      // The first thing that it asked for is what the query is about.
      if refusal == nil { refusal = Self.words(action, first, second) }
      return false
    }
  }

  /// A name without a column is that of anything that a query counts the rows of, one of its own common table
  /// expressions too. Columns of these are not asked about.
  private func mayRead(_ table: String, column: String) -> Bool {
    tables.contains(table) || column.isEmpty && !modules.contains(table) && !table.hasPrefix("pragma_")
  }

  private static func words(_ action: Int32, _ first: String, _ second: String) -> String {
    switch action {
    case SQLITE_READ:
      "the table \(first) cannot be read here; sqlite_schema has the tables and their columns: "
        + "select name, sql from sqlite_schema"
    case SQLITE_FUNCTION: "the function \(second)() cannot be called here"
    case SQLITE_PRAGMA: "PRAGMA \(first) cannot be used here"
    case SQLITE_ATTACH, SQLITE_DETACH: "only this one database can be read; ATTACH and DETACH cannot be used"
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: "a query is a transaction by itself; \(first) cannot be used"
    case SQLITE_INSERT where !first.hasPrefix("sqlite_"): "it would INSERT into \(first); queries only read"
    case SQLITE_UPDATE where !first.hasPrefix("sqlite_"): "it would UPDATE \(first); queries only read"
    case SQLITE_DELETE where !first.hasPrefix("sqlite_"): "it would DELETE from \(first); queries only read"
    default: "it would change the database's schema; queries only read"
    }
  }
}
