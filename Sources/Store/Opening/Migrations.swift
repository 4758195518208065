import Foundation
import GRDB

/// The schema's history: a folder of SQL files, applied once each in the order of their names.
///
/// The whole text of an applied file is kept in the table `migrations`, not a checksum of it: no collision is
/// possible, the error can name the line that differs, and what once was applied can be read in the database.
struct Migrations {
  /// One file: its name, such as `0001_tracking.sql`, and its text.
  struct File: Equatable {
    var name: String
    var sql: String
  }

  let folder: String
  let files: [File]

  /// Reads every `.sql` file of `folder`, sorted by name.
  ///
  /// - Throws: ``StoreError/noMigrations(folder:reason:)``, ``StoreError/badMigration(file:reason:)`` when a name
  ///   does not begin with four digits or a file is not UTF-8.
  init(folder: String) throws {
    guard access(folder + "/.", R_OK | X_OK) == 0 else {
      throw StoreError.noMigrations(folder: folder, reason: String(cString: strerror(errno)))
    }
    self.folder = folder
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    files = try names.filter { $0.hasSuffix(".sql") }.sorted().map { name in
      // Four digits, so that the order of the names is the order of the numbers.
      guard name.prefixMatch(of: #/[0-9]{4}_/#) != nil else {
        throw StoreError.badMigration(file: name, reason: "expected a name such as 0001_tracking.sql")
      }
      guard
        let data = FileManager.default.contents(atPath: (folder as NSString).appendingPathComponent(name)),
        let sql = String(validating: data, as: UTF8.self)
      else { throw StoreError.badMigration(file: name, reason: "expected a readable file of UTF-8 text") }
      return File(name: name, sql: sql)
    }
    if files.isEmpty { throw StoreError.noMigrations(folder: folder, reason: "it has no .sql file") }
  }

  /// Applies what has not been applied yet, each file in one transaction with its record. A database that has
  /// something to lose is copied first.
  ///
  /// - Parameter path: the database's path, for error messages and for the copy beside it.
  /// - Returns: the path of the copy, if one was made.
  /// - Throws: ``StoreError``; the database is left as the last good file made it.
  func run(in pool: DatabasePool, path: String) throws -> String? {
    let applied = try pool.write { db in
      try db.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS migrations (
            file TEXT NOT NULL PRIMARY KEY, sql TEXT NOT NULL, applied_at TEXT NOT NULL
          ) STRICT
          """)
      let applied = try self.applied(db)
      try check(against: applied, path: path)
      return applied
    }
    var backup: String?
    if let last = applied.last, applied.count < files.count {
      backup = try MigrationBackup(path: path, after: last.name).make(from: pool)
    }
    var migrator = DatabaseMigrator()
    for file in files {
      migrator.registerMigration(file.name) { db in
        do {
          try db.execute(sql: file.sql)
        } catch let error as DatabaseError {
          throw StoreError.badMigration(file: file.name, reason: error.message ?? "\(error.resultCode)")
        }
        try db.execute(
          sql: "INSERT INTO migrations VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ'))",
          arguments: [file.name, file.sql])
      }
    }
    try migrator.migrate(pool)
    return backup
  }

  private func applied(_ db: Database) throws -> [File] {
    try Row.fetchAll(db, sql: "SELECT file, sql FROM migrations ORDER BY file")
      .map { File(name: $0["file"], sql: $0["sql"]) }
  }

  /// Refuses a database whose history is not the beginning of ours.
  private func check(against applied: [File], path: String) throws {
    let known = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.sql) })
    for old in applied {
      guard let sql = known[old.name] else {
        if let last = files.last, old.name > last.name {
          throw StoreError.newerDatabase(path: path, migration: old.name)
        }
        throw StoreError.missingMigration(file: old.name, folder: folder)
      }
      if sql != old.sql {
        throw StoreError.changedMigration(file: old.name, line: Self.firstDifference(sql, old.sql))
      }
    }
    let done = Set(applied.map(\.name))
    if let last = applied.last,
      let late = files.first(where: { !done.contains($0.name) && $0.name < last.name })
    {
      throw StoreError.lateMigration(file: late.name, after: last.name)
    }
  }

  /// The number, from 1, of the first line that is not the same in both.
  private static func firstDifference(_ a: String, _ b: String) -> Int {
    let a = a.split(separator: "\n", omittingEmptySubsequences: false)
    let b = b.split(separator: "\n", omittingEmptySubsequences: false)
    return (zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count))
      + 1
  }
}

/// The copy of a database that is made before its schema changes, for whoever wants to go back to the version of the
/// program that made it.
struct MigrationBackup {
  /// Where the copy goes: beside the database, named after the last migration that it has.
  ///
  ///     bearing.sqlite.before-upgrade-from-0003_views
  let destination: String

  /// - Parameters:
  ///   - path: the database.
  ///   - migration: the last file applied to it, such as `0003_views.sql`.
  init(path: String, after migration: String) {
    destination = path + ".before-upgrade-from-" + (migration as NSString).deletingPathExtension
  }

  /// Copies the database page by page, as it is at one moment, what its log holds included. O(size).
  ///
  /// - Returns: ``destination``, where the copy is whole and on disk. One that was there is replaced.
  /// - Throws: ``StoreError/noBackup(path:reason:)``; nothing stays behind.
  func make(from pool: DatabasePool) throws -> String {
    let temporary = destination + ".part"
    defer { for name in [temporary, temporary + "-journal"] { unlink(name) } }
    do {
      unlink(temporary)
      // Only its owner may read it, as with the data directory.
      let descriptor = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
      defer { close(descriptor) }
      let copy = try DatabaseQueue(path: temporary)
      try pool.backup(to: copy)
      // One file, which needs no log beside it.
      try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.close()
      guard fsync(descriptor) == 0, rename(temporary, destination) == 0 else {
        throw POSIXError(.init(rawValue: errno) ?? .EIO)
      }
      return destination
    } catch let error as DatabaseError {
      throw StoreError.noBackup(path: destination, reason: error.message ?? "\(error.resultCode)")
    } catch let error as POSIXError {
      throw StoreError.noBackup(path: destination, reason: String(cString: strerror(error.code.rawValue)))
    }
  }
}
