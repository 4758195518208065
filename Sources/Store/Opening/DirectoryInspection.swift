import Formats
import Foundation
import GRDB

/// What a data directory looks like from outside: nothing is changed, nothing is waited for.
package struct DirectoryInspection: Sendable {
  /// Process id of whoever trains on the directory; nil when nobody does.
  package var holder: Int32?
  /// nil when there is no database yet.
  package var database: Result<Contents, StoreError>?

  /// What is in a database that can be read.
  package struct Contents: Sendable {
    /// Lines of SQLite's `quick_check`; none for a database that is whole.
    package var damage: [String]
    /// The migrations that were applied, in order.
    package var migrations: [String]
    /// When its newest job was made, in seconds since 1970; nil without a job.
    package var newestJob: Double?
    package var jobs: Int
    /// Runs of this directory that are called running; those trained elsewhere are none.
    package var running: [Int64] = []
  }

  /// Runs that are called running while no process trains on the directory: theirs has died.
  package var orphans: [Int64] {
    holder == nil && Self.knowsLocks ? (try? database?.get())?.running ?? [] : []
  }

  /// The same without looking at the whole database; none of one that cannot be read.
  package static func orphans(in directory: String) -> [Int64] {
    let path = (directory as NSString).appendingPathComponent(Store.fileName)
    guard knowsLocks, holder(in: directory) == nil,
      let rows = [running, runningBeforeLeases].lazy.compactMap({
        try? SQLConsole(path: path).run($0, limit: SQLConsole.mostRows).rows
      }).first
    else { return [] }
    // One that has begun meanwhile trains them.
    guard holder(in: directory) == nil else { return [] }
    return rows.compactMap { if case .integer(let id)? = $0.first { id } else { nil } }
  }

  /// Those whose owner is whoever holds the directory.
  private static let running = "SELECT id FROM runs WHERE status = 'running' AND owner = 'local' ORDER BY id"
  /// The same of a database that has not been brought up to date yet.
  private static let runningBeforeLeases =
    "SELECT id FROM runs WHERE status = 'running' AND NOT is_external ORDER BY id"
  private static let locks = "/proc/locks"

  /// Whether it can be told that nobody holds a directory.
  private static var knowsLocks: Bool { access(locks, R_OK) == 0 }

  /// - Complexity: reads the whole database: about a second for a gigabyte that is not in memory.
  package init(_ directory: String) {
    holder = Self.holder(in: directory)
    let path = (directory as NSString).appendingPathComponent(Store.fileName)
    guard access(path, F_OK) == 0 else { return }
    do {
      database = .success(try Self.contents(path))
    } catch let error as DatabaseError {
      database = .failure(StoreError(opening: path, error))
    } catch {
      database = .failure(.cannotOpen(path: path, reason: "\(error)"))
    }
  }

  private static func contents(_ path: String) throws -> Contents {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    return try DatabaseQueue(path: path, configuration: configuration).read { db in
      let lines = try String.fetchAll(db, sql: "PRAGMA quick_check(10)")
      var contents = Contents(damage: lines == ["ok"] ? [] : lines, migrations: [], newestJob: nil, jobs: 0)
      if try db.tableExists("migrations") {
        contents.migrations = try String.fetchAll(db, sql: "SELECT file FROM migrations ORDER BY file")
      }
      if try db.tableExists("jobs") {
        contents.jobs = try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs") ?? 0
        contents.newestJob = try String.fetchOne(db, sql: "SELECT max(created_at) FROM jobs")
          .flatMap(Timestamp.seconds)
      }
      if try db.tableExists("runs") {
        let columns = try Set(db.columns(in: "runs").map(\.name))
        if columns.contains("owner") {
          contents.running = try Int64.fetchAll(db, sql: running)
        } else if columns.contains("is_external") {
          contents.running = try Int64.fetchAll(db, sql: runningBeforeLeases)
        }
      }
      return contents
    }
  }

  /// Whoever holds the kernel's lock on a directory, from its list of locks: to try for it could get in a server's way.
  private static func holder(in directory: String) -> Int32? {
    let path = (directory as NSString).appendingPathComponent("bearing.lock")
    var status = stat()
    guard stat(path, &status) == 0, let locks = try? String(contentsOfFile: locks, encoding: .utf8)
    else {
      return nil
    }
    // "12: FLOCK  ADVISORY  WRITE 4711 fe:01:1234567 0 EOF"; lines of those who wait have "->" behind the number.
    for line in locks.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 6, words[1] == "FLOCK", let process = Int32(words[4]) else { continue }
      let place = words[5].split(separator: ":")
      guard place.count == 3, UInt64(place[2]) == UInt64(status.st_ino),
        let major = UInt64(place[0], radix: 16), let minor = UInt64(place[1], radix: 16),
        device(major, minor) == UInt64(status.st_dev)
      else { continue }
      return process
    }
    return nil
  }

  /// A device's number as `stat` has it: the kernel spreads both parts over 64 bits.
  private static func device(_ major: UInt64, _ minor: UInt64) -> UInt64 {
    (major & 0xFFFF_F000) << 32 | (major & 0xFFF) << 8 | (minor & 0xFFFF_FF00) << 12 | minor & 0xFF
  }
}

extension Store {
  /// The names of the migrations in a folder, in order.
  ///
  /// - Throws: ``StoreError``.
  package static func migrations(in folder: String) throws -> [String] {
    try Migrations(folder: folder).files.map(\.name)
  }
}
