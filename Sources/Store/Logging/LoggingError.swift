/// Why something of what a tracking client asks cannot be done.
package enum LoggingError: Error, Equatable, CustomStringConvertible {
  /// By whatever the client called it.
  case noSuchRun(String)
  case noSuchExperiment(String)
  case noSuchTag(run: Int64, key: String)
  case noSuchExperimentTag(experiment: Int64, key: String)
  case noSuchModel(String)
  case noSuchArtifact(String)
  /// A name that another experiment has, perhaps a deleted one.
  case nameIsTaken(String, by: Int64, isDeleted: Bool)
  case deletedRun(Int64)
  case deletedExperiment(Int64)
  /// One that has to be there.
  case keptExperiment(Int64)
  /// A param that has another value already.
  case paramChanged(run: Int64, key: String, from: String, to: String)
  /// A word from outside about a run that is trained here; what it was to do: `write metrics`.
  case trainedHere(run: Int64, to: String)
  /// A change to a whole job by the name of one of its runs.
  case oneOfMany(run: Int64, job: Int64, to: String)
  /// A deletion of what is still trained here.
  case underWay(job: Int64)
  case badStep(key: String, step: Int)
  /// A file where a folder is, or below another file.
  case occupied(path: String, by: String)

  package var description: String {
    switch self {
    case .noSuchRun(let id): "there is no run \"\(id)\""
    case .noSuchExperiment(let id): "there is no experiment \"\(id)\""
    case .noSuchTag(let run, let key): "run \(run) has no tag \"\(key)\""
    case .noSuchExperimentTag(let id, let key): "experiment \(id) has no tag \"\(key)\""
    case .noSuchModel(let id): "there is no logged model \"\(id)\""
    case .noSuchArtifact(let path): "there is no artifact \"\(path)\""
    case .nameIsTaken(let name, let id, let isDeleted):
      "experiment \(id) is called \"\(name)\" already"
        + (isDeleted ? ", and is deleted; restore it, or choose another name" : "; choose another name")
    case .deletedRun(let id): "run \(id) is deleted; restore it first"
    case .deletedExperiment(let id): "experiment \(id) is deleted; restore it first"
    case .keptExperiment(let id): "experiment \(id) has to be there and cannot be deleted"
    case .paramChanged(let run, let key, let old, let new):
      "a param is written once: \"\(key)\" of run \(run) is \"\(old.prefix(200))\" and cannot become"
        + " \"\(new.prefix(200))\""
    case .trainedHere(let run, let change):
      "run \(run) is trained by this server, which alone can \(change); open a run of your own"
    case .oneOfMany(let run, let job, let change):
      "run \(run) is one of several trials of job \(job), which can only be \(change)d as a whole: DELETE"
        + " /api/v1/jobs/\(job)"
    case .underWay(let job):
      "job \(job) is still being trained; cancel it first: POST /api/v1/jobs/\(job)/cancel"
    case .occupied(let path, let other):
      "\"\(path)\" cannot be a file, since \"\(other)\" is there"
    case .badStep(let key, let step):
      "a point of \"\(key)\" has step \(step); steps go from -2^53 to 2^53"
    }
  }
}
