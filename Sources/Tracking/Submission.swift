/// A run that was handed to a scheduler, and what that says of it.
package struct Submission: Sendable, Equatable, Identifiable {
  package var id: Int64
  package var run: Int64
  /// The name of the executor that handed it over: `slurm`.
  package var executor: String
  /// As the scheduler calls it: `1234_5`.
  package var job: String
  /// In the scheduler's words: `PENDING`, `RUNNING`, `NODE_FAIL`.
  package var state: String
  /// Why it waits, or why it ended so, in the scheduler's words; nil for nothing said.
  package var reason: String?
  package var node: String?
  /// Seconds since 1970, UTC.
  package var submittedAt: Double
  /// When its end was seen; nil while it waits or runs.
  package var endedAt: Double?

  package init(
    id: Int64, run: Int64, executor: String, job: String, state: String, reason: String? = nil,
    node: String? = nil, submittedAt: Double, endedAt: Double? = nil
  ) {
    self.id = id
    self.run = run
    self.executor = executor
    self.job = job
    self.state = state
    self.reason = reason
    self.node = node
    self.submittedAt = submittedAt
    self.endedAt = endedAt
  }
}

/// A run that waits and may be handed to a scheduler, with what has to be known for that.
package struct WaitingRun: Sendable, Equatable {
  package var run: Run
  /// Submissions of this run that came to an end in a row without anybody having begun it.
  package var failures: Int
  /// The job's config as it was stored.
  package var config: String

  package init(run: Run, failures: Int, config: String) {
    self.run = run
    self.failures = failures
    self.config = config
  }
}

/// A submission whose end has not been seen, and what it is for.
package struct OpenSubmission: Sendable, Equatable {
  package var submission: Submission
  package var run: Run
  /// Whether the run's job is neither paused nor cancelled nor deleted.
  package var isWanted: Bool

  package init(submission: Submission, run: Run, isWanted: Bool) {
    self.submission = submission
    self.run = run
    self.isWanted = isWanted
  }
}

/// What is handed to schedulers, as an executor keeps it. Every call is one transaction.
package protocol SubmissionLog: Sendable {
  /// Runs that wait, may be trained in `places`, and have no open submission, in the order in which they are to be trained.
  func unsubmittedRuns(in places: [Place], limit: Int) throws -> [WaitingRun]

  /// Notes that a run was handed over.
  func submitted(run: Int64, to executor: String, as job: String) throws

  /// The submissions of an executor whose end has not been seen, oldest first.
  func openSubmissions(of executor: String) throws -> [OpenSubmission]

  /// Stores what the scheduler says now: its words, the node, and whether it has ended.
  func update(_ submission: Submission) throws

  /// Makes a run that a worker has `interrupted`: the scheduler says that the worker is gone.
  ///
  /// - Parameter isDeath: whether the run may be the cause.
  /// - Returns: whether it was; not where it has ended, or somebody else has got it, or the same worker has gone on since.
  func interrupt(run: Int64, attempt: Int, isDeath: Bool, message: String) throws -> Bool

  /// Ends a run that waits.
  func fail(waiting run: Int64, message: String) throws

  /// Ends a run that waits or is under way, because somebody has cancelled its submission by the scheduler's own means.
  func cancel(run: Int64, message: String) throws
}
