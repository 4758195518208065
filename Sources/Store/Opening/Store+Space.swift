import Foundation
import GRDB
import Tracking

/// Space of the file system that the database does not need any more.
extension Store {
  /// Pages of one step: 1 MiB.
  private static let pagesPerStep = 256

  /// Sees to it that free pages can be given back. A database of before this could not do so, and is written anew, once:
  /// to be called before anybody works with it.
  ///
  /// It takes as much room on the disk again, and some seconds per gigabyte. Without that room, or while another process
  /// writes to the file, everything stays as it is until the next start: free pages are used again, but not given back.
  static func prepareForGivingBack(_ pool: DatabasePool) throws {
    try pool.writeWithoutTransaction { db in
      guard try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 0 else { return }
      do {
        try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM")
      } catch let error as DatabaseError
        where [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
      {}
    }
  }

  package func giveBackSome() throws -> Bool {
    try pool.writeWithoutTransaction { db in
      let before = try freePages(db)
      guard before > 0 else { return false }
      // One row for each page: they are to be asked for, every one.
      _ = try Row.fetchAll(db, sql: "PRAGMA incremental_vacuum(\(Self.pagesPerStep))")
      // The file gets shorter when the log has been brought over. Who reads an older state is not waited for.
      _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(PASSIVE)")
      // None fewer: a database that gives nothing back.
      return try freePages(db) < before
    }
  }

  private func freePages(_ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
  }
}

/// What there is to watch of a store that works.
package struct StoreFigures: Sendable {
  /// How many jobs and runs have each status; each status is there.
  package var jobs: [Status: Int]
  package var runs: [Status: Int]
  /// Points on disk since the store was opened.
  package var pointsWritten: Int
  package var pointsPerSecond: Double
  /// Points that are not on disk yet.
  package var pointsWaiting: Int
  /// Bytes of the database's file and of its write-ahead log.
  package var databaseBytes: Int
  package var logBytes: Int
}

extension Store {
  /// - Complexity: one pass over the indexes of the jobs' and runs' statuses.
  package func figures() throws -> StoreFigures {
    let (jobs, runs) = try pool.read { db in
      (try Self.statuses(db, of: "jobs"), try Self.statuses(db, of: "runs"))
    }
    return StoreFigures(
      jobs: jobs, runs: runs, pointsWritten: writer.meter.total, pointsPerSecond: writer.meter.perSecond,
      pointsWaiting: writer.pointsWaiting, databaseBytes: Self.bytes(path),
      logBytes: Self.bytes(path + "-wal"))
  }

  private static func statuses(_ db: Database, of table: String) throws -> [Status: Int] {
    var counts = Dictionary(uniqueKeysWithValues: Status.allCases.map { ($0, 0) })
    let rows = try Row.fetchCursor(db, sql: "SELECT status, count(*) AS count FROM \(table) GROUP BY status")
    while let row = try rows.next() {
      if let status = Status(rawValue: row["status"]) { counts[status] = row["count"] }
    }
    return counts
  }

  /// The length of a file; 0 when there is none.
  private static func bytes(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
