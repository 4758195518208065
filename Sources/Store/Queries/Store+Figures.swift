import Foundation
import GRDB
import Tracking

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
