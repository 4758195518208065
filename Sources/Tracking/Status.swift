/// Where a job or a run stands.
///
///     queued -> running -> succeeded | failed | cancelled
///                  |
///                  +-> interrupted -> running      (the process died, or the job was paused; the run waits to be resumed)
package enum Status: String, Sendable, Codable, CaseIterable {
  case queued, running, succeeded, failed, cancelled, interrupted

  /// True once nothing will change any more.
  package var isFinal: Bool {
    switch self {
    case .succeeded, .failed, .cancelled: true
    case .queued, .running, .interrupted: false
    }
  }

  /// Whether a run may go from this status straight to `next`.
  package func canBecome(_ next: Status) -> Bool {
    switch (self, next) {
    case (.queued, .running), (.queued, .cancelled),
      (.running, .succeeded), (.running, .failed), (.running, .cancelled), (.running, .interrupted),
      (.interrupted, .running), (.interrupted, .cancelled):
      true
    default: false
    }
  }

  /// A job's status, which is a function of its runs' alone.
  ///
  /// - Parameter runs: the statuses of the job's runs, at least one.
  /// - Returns: while any run is still to come or under way: `running` once one has started, `interrupted` when
  ///   one was broken off, else `queued`. When all have ended: `failed` if one failed, else `cancelled`
  ///   if one was cancelled, else `succeeded`.
  package static func ofJob(runs: [Status]) -> Status {
    let present = Set(runs)
    if runs.allSatisfy(\.isFinal) {
      return present.contains(.failed) ? .failed : present.contains(.cancelled) ? .cancelled : .succeeded
    }
    if present.contains(.running) { return .running }
    if present.contains(.interrupted) { return .interrupted }
    return present == [.queued] ? .queued : .running
  }
}
