import Formats
import GRDB
import Tracking

/// What people do to many jobs at once.
extension Store {
  package func change(_ jobs: JobSelection, by change: JobsChange, expected: Int?) throws -> (
    jobs: [Int64], runs: [Int64]
  ) {
    try pool.write { db in
      let ids = try self.jobs(db, jobs, thatCan: change)
      guard ids.count == expected else {
        throw TrackingError.otherCount(ids.count, to: change.rawValue, expected: expected)
      }
      let now = Timestamp.text(now())
      var runs: [Int64] = []
      for id in ids {
        let ofJob =
          switch change {
          case .cancel: try cancel(db, job: id, at: now)
          case .pause: try pause(db, job: id)
          case .resume: try resume(db, job: id)
          case .delete: try delete(db, job: id, at: now)
          }
        runs += ofJob
      }
      return (ids, runs)
    }
  }

  /// The jobs of a selection that a change can be made to, in their order.
  /// - Parameter change: nil for every job.
  func jobs(_ db: Database, _ jobs: JobSelection, thatCan change: JobsChange? = nil) throws -> [Int64] {
    var conditions = jobs.conditions
    conditions.add("jobs.deleted_at IS NULL")
    switch change {
    case .cancel:
      conditions.add("jobs.status IN (\(Self.unended)) AND jobs.cancelled_at IS NULL")
    case .pause:
      conditions.add(
        """
        jobs.status IN (\(Self.unended)) AND NOT jobs.is_paused
        AND NOT EXISTS (SELECT * FROM runs WHERE job_id = jobs.id AND owner = 'outside')
        """)
    case .resume: conditions.add("jobs.is_paused")
    case .delete, nil: break
    }
    return try Int64.fetchAll(
      db,
      sql: """
        SELECT jobs.id FROM jobs JOIN experiments ON experiments.id = jobs.experiment_id
        WHERE \(conditions.sql) ORDER BY jobs.id
        """,
      arguments: conditions.arguments)
  }

  /// As a list of SQL.
  private static let unended = Status.allCases.filter { !$0.isFinal }.map { "'\($0.rawValue)'" }
    .joined(separator: ", ")
}
