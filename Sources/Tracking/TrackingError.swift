/// What can be wrong with a request about jobs and runs.
package enum TrackingError: Error, Equatable, CustomStringConvertible {
  case noSuchJob(Int64)
  case noSuchRun(Int64)
  case badTransition(run: Int64, from: Status, to: Status)
  /// Points or an end for a run that this server trains.
  case notExternal(run: Int64)
  /// A change to a job that has ended; what it was to become: `be paused`.
  case ended(job: Int64, Status, to: String)
  /// A change to a job that somebody else trains.
  case external(job: Int64, to: String)
  /// A word about a run from one who does not hold its lease, or does not any more.
  case notOwner(run: Int64, RunOwner)
  /// A run that somebody asks for to train it, and why they cannot have it.
  case notWaiting(run: Int64, String)
  /// Points for a run that has ended.
  case notOpen(run: Int64, Status)
  /// A change of many jobs that would be done to other ones than the caller has seen.
  case otherCount(Int, to: String, expected: Int?)
  case noSuchExperiment(Int64)
  /// A name for an experiment that another one has.
  case nameIsTaken(experiment: String, by: Int64)
  /// More tags than a job may have.
  case tooManyTags(job: Int64, Int)
  /// A batch's name came again with other points.
  case batchChanged(run: Int64, name: String)

  package var description: String {
    switch self {
    case .noSuchJob(let id): "there is no job \(id); GET /api/v1/jobs lists them"
    case .noSuchRun(let id): "there is no run \(id); GET /api/v1/runs lists them"
    case .badTransition(let run, let from, let to):
      "run \(run) is \(from.rawValue) and cannot become \(to.rawValue)"
    case .notExternal(let run):
      "run \(run) is trained by this server, which alone writes to it; POST /api/v1/runs opens a run for others"
    case .ended(let job, let status, let change):
      "job \(job) is \(status.rawValue) and cannot \(change) any more"
    case .external(let job, let change):
      "job \(job) is trained elsewhere and cannot \(change) from here; it can be cancelled or deleted"
    case .notOwner(let run, let owner):
      "run \(run) is trained by somebody else now (\(owner)); stop it here and claim another"
    case .notWaiting(let run, let reason):
      "run \(run) is not to be had: \(reason)"
    case .notOpen(let run, let status):
      "run \(run) is \(status.rawValue) and takes no more points; POST /api/v1/runs opens another"
    case .otherCount(let count, let change, let expected):
      "this would \(change) \(count) \(count == 1 ? "job" : "jobs")"
        + (expected.map { ", not \($0)" } ?? "")
        + "; nothing was done. To do it, repeat with expected=\(count)"
    case .noSuchExperiment(let id): "there is no experiment \(id); GET /api/v1/experiments lists them"
    case .nameIsTaken(let name, let id):
      "experiment \(id) is called \"\(name)\" already; choose another name, or move jobs there with PATCH /api/v1/jobs/ID"
        + " {\"experiment\": \"\(name)\"}"
    case .tooManyTags(let job, let count):
      "job \(job) would have \(count) tags; 32 are the most, so take some off first with null"
    case .batchChanged(let run, let name):
      "run \(run) has another batch called \"\(name)\" already; give each batch a name of its own, or none"
    }
  }
}
