import GRDB

/// What can be wrong with the database or with a question asked of it.
package enum StoreError: Error, Equatable, CustomStringConvertible {
  /// The data directory cannot be made or written to.
  case directory(path: String, reason: String)
  /// The file is something else than an SQLite database.
  case notADatabase(path: String)
  /// Another process trains on the data directory; `process` is its id.
  case inUse(path: String, process: String)
  /// SQLite could not open the file.
  case cannotOpen(path: String, reason: String)

  /// Another program has kept a lock on the file for longer than anybody waits.
  case locked(path: String)

  /// The folder of migrations cannot be read, or holds none.
  case noMigrations(folder: String, reason: String)
  /// A file's SQL was refused.
  case badMigration(file: String, reason: String)
  /// An applied file says something else now than when it was applied; `line` is the first that differs.
  case changedMigration(file: String, line: Int)
  /// An applied file is not there any more.
  case missingMigration(file: String, folder: String)
  /// A new file's name sorts before one that was applied already.
  case lateMigration(file: String, after: String)
  /// The copy that is made before the schema changes could not be made.
  case noBackup(path: String, reason: String)
  /// The database was written by a later version of this program.
  case newerDatabase(path: String, migration: String)

  /// A cursor's text cannot be read.
  case badCursor(String, expected: String)
  /// A point's step is outside 1 ... 2^53.
  case badStep(series: Int64, step: Int)
  /// The store has been closed.
  case closed

  package var description: String {
    switch self {
    case .directory(let path, let reason):
      "cannot use \(path) as data directory: \(reason); choose another one with --data DIR"
    case .notADatabase(let path):
      "\(path) is not an SQLite database; move it away or choose another data directory with --data DIR"
    case .inUse(let path, let process):
      "\(path) is in use by another bearing (process \(process)); send jobs to it with `bearing submit`, stop it, or"
        + " choose another data directory with --data DIR"
    case .cannotOpen(let path, let reason):
      "cannot open \(path): \(reason)"
    case .locked(let path):
      "some other program holds a transaction open on \(path), perhaps an sqlite3 shell or a notebook; commit or close it"
        + " there, then try again"
    case .noMigrations(let folder, let reason):
      "no migrations in \(folder): \(reason); expected files such as 0001_tracking.sql, see --migrations DIR"
    case .badMigration(let file, let reason):
      "\(file): \(reason)"
    case .changedMigration(let file, let line):
      "\(file) was changed after it had been applied (line \(line) differs); restore it and put the change"
        + " into a new file"
    case .missingMigration(let file, let folder):
      "\(file) was applied to this database but is not in \(folder); restore it"
    case .lateMigration(let file, let after):
      "\(file) comes before \(after), which has been applied already; give it a higher number"
    case .noBackup(let path, let reason):
      "the database has to be brought up to date, and its copy \(path) cannot be written first: \(reason); make room"
        + " there and start again. Nothing has been changed"
    case .newerDatabase(let path, let migration):
      "\(path) was made by a newer version (it has \(migration)); use that version or another --data DIR"
    case .badCursor(let text, let expected):
      "cannot read the cursor \"\(text)\": expected \(expected)"
    case .badStep(let series, let step):
      "a point of series \(series) has step \(step); steps go from -2^53 to 2^53"
    case .closed:
      "the store is closed"
    }
  }

  /// Tells apart why SQLite could not open `path`.
  init(opening path: String, _ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notADatabase(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
    default: self = .cannotOpen(path: path, reason: error.message ?? "\(error.resultCode)")
    }
  }
}

extension Store {
  /// Whether the database refused something because the disk is full: that passes when somebody makes room.
  package static func isForLackOfRoom(_ error: any Error) -> Bool {
    (error as? DatabaseError)?.resultCode == .SQLITE_FULL
  }

  /// Whether another program's lock kept the database from answering: that passes when the other is done. Nothing of the
  /// transaction has been stored, and it can be tried again.
  package static func isForLock(_ error: any Error) -> Bool {
    if case StoreError.locked = error { return true }
    return [.SQLITE_BUSY, .SQLITE_LOCKED].contains((error as? DatabaseError)?.resultCode)
  }
}
