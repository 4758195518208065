import Formats
import GRDB
import Tracking

/// What is handed to schedulers.
extension Store: SubmissionLog {
  package func unsubmittedRuns(in places: [Place], limit: Int) throws -> [WaitingRun] {
    try pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT \(RunRow.columns), jobs.config AS config,
            (SELECT count(*) FROM submissions
             WHERE submissions.run_id = runs.id AND submissions.state IN (\(Self.vain)) AND submissions.submitted_at > ifnull(
               (SELECT max(at) FROM run_events WHERE run_events.run_id = runs.id AND run_events.status = 'running'), '')
            ) AS failures
          FROM \(Self.waiting(in: places))
            AND NOT EXISTS (SELECT * FROM submissions WHERE run_id = runs.id AND ended_at IS NULL)
          ORDER BY jobs.priority DESC, runs.status, runs.id LIMIT ?
          """,
        arguments: [limit]
      ).map { WaitingRun(run: try RunRow.run($0), failures: $0["failures"], config: $0["config"]) }
    }
  }

  /// States of tasks that ended of themselves: with others, somebody or something ended them.
  private static let vain = "'COMPLETED', 'FAILED', 'OUT_OF_MEMORY', 'UNKNOWN'"

  package func submitted(run: Int64, to executor: String, as job: String) throws {
    let now = Timestamp.text(now())
    try pool.write { db in
      try db.execute(
        sql: """
          INSERT INTO submissions (run_id, executor, job, state, submitted_at)
          SELECT id, ?, ?, 'PENDING', ? FROM runs WHERE id = ?
          """,
        arguments: [executor, job, now, run])
    }
  }

  package func openSubmissions(of executor: String) throws -> [OpenSubmission] {
    try pool.read { db in
      let submissions = try Row.fetchAll(
        db, sql: "SELECT * FROM submissions WHERE executor = ? AND ended_at IS NULL ORDER BY id",
        arguments: [executor]
      ).map(Self.submission)
      return try submissions.compactMap { submission in
        guard let run = try RunRow.fetchAny(db, id: submission.run) else { return nil }
        return OpenSubmission(
          submission: submission, run: run, isWanted: try mayTrain(db, job: run.jobID))
      }
    }
  }

  package func update(_ submission: Submission) throws {
    try pool.write { db in
      try db.execute(
        sql: "UPDATE submissions SET state = ?, reason = ?, node = ?, ended_at = ? WHERE id = ?",
        arguments: [
          submission.state, submission.reason, submission.node, submission.endedAt.map(Timestamp.text),
          submission.id,
        ])
    }
  }

  package func interrupt(run id: Int64, attempt: Int, isDeath: Bool, message: String) throws -> Bool {
    try pool.write { db in
      guard let run = try RunRow.fetchAny(db, id: id), run.status == .running, run.attempt == attempt,
        run.owner.isWorker
      else { return false }
      try interrupt(db, run, isDeath: isDeath, message: message)
      return true
    }
  }

  package func fail(waiting id: Int64, message: String) throws {
    try endUnheld(run: id, as: .failed, message: message) { $0 == .queued || $0 == .interrupted }
  }

  package func cancel(run id: Int64, message: String) throws {
    try endUnheld(run: id, as: .cancelled, message: message) { !$0.isFinal }
  }

  /// Ends a run that nobody trains.
  private func endUnheld(
    run id: Int64, as status: Status, message: String, where isMeant: (Status) -> Bool
  ) throws {
    try pool.write { db in
      guard let run = try RunRow.fetchAny(db, id: id), isMeant(run.status) else { return }
      try db.execute(
        sql: """
          UPDATE runs SET status = ?, message = ?, finished_at = ?, lease_until = NULL, \(Self.attemptEnds) WHERE id = ?
          """,
        arguments: [status.rawValue, message, Timestamp.text(now()), id])
      try updateStatus(db, job: run.jobID)
    }
  }

  static func submission(_ row: Row) -> Submission {
    Submission(
      id: row["id"], run: row["run_id"], executor: row["executor"], job: row["job"], state: row["state"],
      reason: row["reason"], node: row["node"], submittedAt: row.seconds("submitted_at") ?? 0,
      endedAt: row.seconds("ended_at"))
  }
}
