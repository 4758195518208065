import Foundation
import GRDBSQLite

/// A read-only connection for one query, with SQLite's own limits set for a stranger.
final class SQLConnection {
  /// Bytes of a value at most: what the longest body of a request, and so the longest config, has.
  static let longestValue: Int32 = 1 << 20

  private let db: OpaquePointer
  private let watch: SQLGuard
  private let path: String

  /// - Parameter isQuiet: whether nobody else has the file open: it is read without locks then.
  /// - Throws: ``SQLError/cannotOpen(path:reason:)``.
  init(path: String, isQuiet: Bool, watch: SQLGuard) throws {
    let characters = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
    let name = path.addingPercentEncoding(withAllowedCharacters: characters) ?? path
    var db: OpaquePointer?
    let code = sqlite3_open_v2(
      "file:\(name)?mode=ro" + (isQuiet ? "&immutable=1" : ""), &db,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
    guard let db else { throw SQLError.tooMuchMemory(bytes: Int(sqlite3_hard_heap_limit64(-1))) }
    self.db = db
    self.watch = watch
    self.path = path
    guard code == SQLITE_OK else { throw cannotOpen }
    sqlite3_busy_timeout(db, 1_000)
    // A text in double quotes is a mistyped column more often than a text.
    _disableDoubleQuotedStringLiterals(db)
    // Sorting and temporary tables in memory, where they can be bounded, not in files, where they cannot.
    try execute(
      "PRAGMA query_only = 1; PRAGMA temp_store = 2; PRAGMA trusted_schema = 0; PRAGMA cache_size = -16384")
    let tables = try strings("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    let modules = try strings("SELECT name FROM pragma_module_list")
    // Their declaration, at their first use, looks like a change of the schema.
    try execute("SELECT 1 FROM json_each('[]'), json_tree('[]')")
    let functions = try strings("SELECT DISTINCT name || ' ' || flags FROM pragma_function_list").map {
      line in
      let halves = line.split(separator: " ")
      return (name: String(halves[0]), flags: Int(halves[1]) ?? 0)
    }
    for (limit, value) in [
      (SQLITE_LIMIT_LENGTH, Self.longestValue), (SQLITE_LIMIT_SQL_LENGTH, Self.longestValue),
      (SQLITE_LIMIT_COLUMN, 1_000), (SQLITE_LIMIT_EXPR_DEPTH, 200), (SQLITE_LIMIT_COMPOUND_SELECT, 100),
      (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000), (SQLITE_LIMIT_TRIGGER_DEPTH, 1),
      (SQLITE_LIMIT_WORKER_THREADS, 0),
    ] { sqlite3_limit(db, limit, value) }
    watch.watch(db, tables: tables, modules: modules, functions: functions)
  }

  deinit { sqlite3_close_v2(db) }

  /// Compiles the one statement that `query` has to be; comments and semicolons around it do not count.
  ///
  /// - Throws: ``SQLError``.
  func statement(of query: String) throws -> SQLStatement {
    // The compiler stops at a NUL, and what stands behind it would be passed over in silence.
    guard !query.utf8.contains(0) else { throw SQLError.nul }
    guard query.utf8.count <= Self.longestValue else {
      throw SQLError.bad("the query is longer than \(Self.longestValue >> 20) MiB", line: nil, column: nil)
    }
    let statements = try prepare(Array(query.utf8))
    guard let handle = statements.first else { throw SQLError.empty }
    guard sqlite3_stmt_readonly(handle) != 0, sqlite3_column_count(handle) > 0 else {
      sqlite3_finalize(handle)
      throw SQLError.notAllowed("a query is one SELECT, or WITH ... SELECT; this is something else")
    }
    guard sqlite3_bind_parameter_count(handle) == 0 else {
      sqlite3_finalize(handle)
      throw SQLError.parameter
    }
    return SQLStatement(handle, of: self)
  }

  private func prepare(_ text: [UInt8]) throws -> [OpaquePointer] {
    try text.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return [] }
      var first: OpaquePointer?
      var offset = 0
      while offset < text.count {
        var (next, tail): (OpaquePointer?, UnsafePointer<CChar>?) = (nil, nil)
        let code = sqlite3_prepare_v3(db, base + offset, Int32(text.count - offset), 0, &next, &tail)
        if let first, code != SQLITE_OK || next != nil {
          sqlite3_finalize(next)
          sqlite3_finalize(first)
          throw SQLError.severalStatements
        }
        if code != SQLITE_OK { throw error(code, in: text, from: offset) }
        first = first ?? next
        let end = tail.map { $0 - base } ?? text.count
        if end <= offset { break }
        offset = end
      }
      return first.map { [$0] } ?? []
    }
  }

  /// What the code that SQLite returned last means.
  ///
  /// - Parameters:
  ///   - text: the query, if the error came from compiling it.
  ///   - start: where in it the compiler began.
  func error(_ code: Int32, in text: [UInt8]? = nil, from start: Int = 0) -> SQLError {
    if let refusal = watch.refusal { return .notAllowed(refusal) }
    let message = String(cString: sqlite3_errmsg(db))
    switch code & 0xFF {
    case SQLITE_INTERRUPT: return .tooSlow(seconds: watch.seconds)
    case SQLITE_NOMEM: return .tooMuchMemory(bytes: Int(sqlite3_hard_heap_limit64(-1)))
    case SQLITE_TOOBIG: return .tooLong(bytes: Int(Self.longestValue))
    case SQLITE_BUSY, SQLITE_LOCKED: return .locked(path: path)
    case SQLITE_CANTOPEN, SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_IOERR, SQLITE_PROTOCOL, SQLITE_READONLY:
      return .cannotOpen(path: path, reason: message)
    default: break
    }
    if let name = unknownName(in: message) { return name }
    // These come before the authorizer is asked.
    if message.hasSuffix("may not be modified") || message.hasPrefix("cannot modify") {
      return .notAllowed("\(message); queries only read")
    }
    let place = sqlite3_error_offset(db)
    guard let text, place >= 0, start + Int(place) <= text.count else {
      return .bad(message, line: nil, column: nil)
    }
    let before = text[..<(start + Int(place))]
    let line = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return .bad(
      message, line: line.count, column: String(decoding: line.last ?? [], as: UTF8.self).count + 1)
  }

  /// "no such table: metric" with the names that there are.
  private func unknownName(in message: String) -> SQLError? {
    for (kind, sql) in [
      (
        SQLError.NameKind.table,
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY type DESC, name"
      ),
      (
        .column,
        """
        SELECT DISTINCT columns.name FROM sqlite_schema AS tables JOIN pragma_table_xinfo(tables.name) AS columns
        WHERE tables.type IN ('table', 'view') ORDER BY tables.type DESC, columns.name
        """
      ),
      (.function, "SELECT DISTINCT name FROM pragma_function_list ORDER BY name"),
    ] {
      let prefix = "no such \(kind.rawValue): "
      guard message.hasPrefix(prefix) else { continue }
      watch.leave(db)
      return .unknownName(
        String(message.dropFirst(prefix.count)), kind: kind, known: (try? strings(sql)) ?? [])
    }
    return nil
  }

  private var cannotOpen: SQLError {
    let isLocked = [SQLITE_BUSY, SQLITE_LOCKED].contains(sqlite3_errcode(db) & 0xFF)
    return isLocked
      ? .locked(path: path) : .cannotOpen(path: path, reason: String(cString: sqlite3_errmsg(db)))
  }

  private func execute(_ sql: String) throws {
    guard sqlite3_exec(db, sql, nil, nil, nil) == SQLITE_OK else { throw cannotOpen }
  }

  /// The first column of a query of ours.
  private func strings(_ sql: String) throws -> [String] {
    var handle: OpaquePointer?
    guard sqlite3_prepare_v2(db, sql, -1, &handle, nil) == SQLITE_OK else { throw cannotOpen }
    defer { sqlite3_finalize(handle) }
    var strings: [String] = []
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: strings.append(sqlite3_column_text(handle, 0).map { String(cString: $0) } ?? "")
      case SQLITE_DONE: return strings
      default: throw cannotOpen
      }
    }
  }
}
