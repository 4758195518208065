import GRDB
import Tracking

/// As much of a run as changes while it is trained.
package struct RunStanding: Sendable, Equatable, Identifiable {
  package var id: Int64
  package var job: Int64
  package var status: Status
  package var attempt: Int
  /// Last iteration whose points are committed, from 1; 0 before the first.
  package var step: Int
  /// nil while nobody knows how long it will be.
  package var steps: Int?
  package var message: String?
}

extension Store {
  /// The states of some runs by their ids; those that are not there are left out. One look-up each.
  package func states(of runs: some Collection<Int64>) throws -> [Int64: RunStanding] {
    try pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT runs.id, job_id, runs.status, attempt, step, steps, message
          FROM runs JOIN jobs ON jobs.id = runs.job_id
          WHERE runs.id IN (SELECT value FROM json_each(?)) AND jobs.deleted_at IS NULL
          """,
        arguments: [Array(runs).json]
      ).reduce(into: [:]) { states, row in
        let (status, steps) = (try Status(stored: row["status"]), row["steps"] as Int)
        states[row["id"]] = RunStanding(
          id: row["id"], job: row["job_id"], status: status, attempt: row["attempt"], step: row["step"],
          steps: steps == 0 && !status.isFinal ? nil : steps, message: row["message"])
      }
    }
  }
}
