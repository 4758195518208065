import GRDB
import Tracking

/// A run with what a list shows of it: where it belongs and how it does.
package struct RunRecord: Sendable, Equatable, Identifiable {
  package var run: Run
  package var jobName: String
  package var experiment: String
  package var method: String
  package var network: String
  package var dataset: String
  /// Of each metric of single layers, by its name, the layers that it is measured at, first to last.
  package var layers: [String: [String]]
  /// Last value of each metric of the whole network, by name; NaN where that value is NULL.
  package var latest: [String: Double]

  package var id: Int64 { run.id }
}

/// A job with the records of its runs, in the order of their trials.
package struct JobRecord: Sendable, Equatable, Identifiable {
  package var job: Job
  package var runs: [RunRecord]

  package var id: Int64 { job.id }

  package init(job: Job, runs: [RunRecord]) {
    self.job = job
    self.runs = runs
  }

  /// Of a job that was stored a moment ago: no point of it is there yet.
  package init(new job: Job) {
    self.init(
      job: job, runs: job.runs.map { RunRecord(run: $0, of: job, layers: [:], latest: [:]) })
  }
}

extension RunRecord {
  init(run: Run, of job: Job, layers: [String: [String]], latest: [String: Double]) {
    self.init(
      run: run, jobName: job.name, experiment: job.experiment, method: job.method, network: job.network,
      dataset: job.dataset, layers: layers, latest: latest)
  }
}

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
