import GRDB
import Tracking

/// What is trained now, and what comes next.
package struct QueueListing: Sendable, Equatable {
  /// Jobs with a run under way, here or elsewhere, newest first.
  package var running: [JobListing]
  /// How many of them there are, those that are not listed too.
  package var runningTotal: Int
  /// Jobs that wait for their turn and have no run under way, in the order in which they will be taken.
  package var next: [JobListing]
  package var waitingTotal: Int

  /// Jobs under way, and jobs that wait, that are listed at most.
  package static let mostRunning = 100
  package static let mostNext = 20
}

extension Store {
  /// - Parameter metric: as for ``rows(_:by:metric:columns:after:limit:)``.
  package func queue(metric: ListedMetric) throws -> QueueListing {
    try pool.read { db in
      let running = try Int64.fetchAll(
        db,
        sql: """
          SELECT DISTINCT job_id FROM runs JOIN jobs ON jobs.id = runs.job_id
          WHERE runs.status = 'running' AND jobs.deleted_at IS NULL ORDER BY job_id DESC
          """)
      // Of a job's runs the one that is taken first, as nextRun(_:) chooses it.
      let waiting = try Int64.fetchAll(
        db,
        sql: """
          SELECT runs.job_id FROM runs JOIN jobs ON jobs.id = runs.job_id
          WHERE runs.status IN ('interrupted', 'queued') AND runs.owner <> 'outside' AND \(Self.mayTrain)
            AND NOT EXISTS (SELECT * FROM runs AS other WHERE other.job_id = jobs.id AND other.status = 'running')
          GROUP BY runs.job_id
          ORDER BY jobs.priority DESC, min(runs.status || printf('%019d', runs.id))
          """)
      return QueueListing(
        running: try listings(db, Array(running.prefix(QueueListing.mostRunning)), metric: metric),
        runningTotal: running.count,
        next: try listings(db, Array(waiting.prefix(QueueListing.mostNext)), metric: metric),
        waitingTotal: waiting.count)
    }
  }
}
