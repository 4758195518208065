import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Problem {
  /// 422 with every problem of the body at once.
  init(_ error: ConfigError) {
    let count = error.problems.count
    self.init(
      status: 422,
      detail: count == 1
        ? "\(error)"
        : "The body has \(count) problems; the first: \(error.problems[0].path): "
          + error.problems[0].message,
      members: ["errors": error.problems.map(Entry.init)])
  }

  init(_ error: TrackingError) {
    switch error {
    case .noSuchJob, .noSuchRun, .noSuchExperiment: self.init(status: 404, detail: "\(error)")
    case .otherCount(let count, let change, _):
      self.init(
        status: 409,
        detail: count == 0
          ? "There is no job to \(change) that the query fits; nothing was done." : "\(error)",
        members: ["count": count])
    case .badTransition, .notExternal, .notOwner, .notWaiting, .notOpen, .batchChanged, .ended, .external,
      .nameIsTaken, .tooManyTags:
      self.init(status: 409, detail: "\(error)")
    }
  }

  /// 503: another program's lock is on the database. A call that changes something has changed nothing then.
  init(lockedDatabase path: String) {
    self.init(
      status: 503, detail: "\(StoreError.locked(path: path)). Nothing was stored.".sentence,
      headers: ["Retry-After": "2"])
  }

  /// nil for what is the server's own trouble.
  init?(_ error: StoreError) {
    guard case .badCursor = error else { return nil }
    self.init(status: 400, detail: "\(error)")
  }

  /// One problem of a config, as JSON.
  private struct Entry: Encodable, Sendable {
    var path: String
    var message: String
    var expected: String?
    var found: String?

    init(_ problem: ConfigProblem) {
      path = problem.path
      message = problem.message
      expected = problem.expected
      found = problem.found
    }
  }
}
