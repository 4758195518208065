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
