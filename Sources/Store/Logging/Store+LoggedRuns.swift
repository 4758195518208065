import Formats
import Foundation
import GRDB
import Tracking

/// What is told of a run that is opened by a tracking client.
package struct NewLoggedRun: Sendable, Equatable {
  package var experiment: Int64
  package var name: String
  package var user: String
  /// Milliseconds since 1970; nil for now.
  package var startedAt: Int?
  package var tags: [LoggedText]

  package init(experiment: Int64, name: String, user: String, startedAt: Int?, tags: [LoggedText]) {
    self.experiment = experiment
    self.name = name
    self.user = user
    self.startedAt = startedAt
    self.tags = tags
  }
}

/// Runs that tracking clients open, end, take up again, delete and restore. Every call is one transaction.
extension Store {
  /// Opens a run as a job of its own, under way from now on.
  ///
  /// - Throws: ``LoggingError``.
  package func open(_ new: NewLoggedRun) throws -> LoggedRun {
    let now = Timestamp.text(now())
    let started = new.startedAt.map { Timestamp.text(Double($0) / 1_000) } ?? now
    return try pool.write { db in
      let experiment = try activeExperiment(db, new.experiment)
      let unknown = Self.unknown
      let job = NewJob(
        name: new.name, experiment: experiment, tags: [:], method: unknown, network: unknown,
        dataset: unknown, config: "{}", seeds: [1], steps: 0, stepsPerEpoch: 1)
      let inserted = try insertExternal(db, job, at: now, startedAt: started)
      try setTags(db, new.tags, ofJob: inserted.id)
      let run = inserted.runs[0].id
      try db.execute(sql: "UPDATE runs SET user_id = ? WHERE id = ?", arguments: [new.user, run])
      return try loggedRuns(db, LoggedRunRow.fetch(db, [run]))[0]
    }
  }

  /// Gives a run another name or status. One that had ended is taken up again by `running`.
  ///
  /// - Parameters:
  ///   - endedAt: milliseconds since 1970; nil for now where the status is one of an end.
  /// - Throws: ``LoggingError``, for the status of a run that is trained here ``LoggingError/trainedHere(run:to:)``.
  package func update(run id: Int64, status: Status?, endedAt: Int?, name: String?) throws -> LoggedRun {
    let now = now()
    return try pool.write { db in
      let row = try WritableRun(db, id)
      if let name {
        try rename(db, job: row.job, to: name)
      }
      if status != nil || endedAt != nil {
        // Somebody who says of it what is so has said nothing wrong.
        if status != row.status { try row.checkIsExternal(to: "change its status") }
        if row.isExternal {
          let end = endedAt.map { Double($0) / 1_000 }
          try set(db, status ?? row.status, of: row, end: end, now: now)
        }
      }
      return try loggedRuns(db, LoggedRunRow.fetch(db, [id]))[0]
    }
  }

  private func set(
    _ db: Database, _ status: Status, of run: WritableRun, end: Double?, now: Double
  ) throws {
    silence.end(of: run.id)
    // The length of one that is taken up again is as unknown as before, unless it was announced.
    try db.execute(
      sql: """
        UPDATE runs SET status = ?1, message = NULL, finished_at = ?2,
          steps = CASE WHEN ?3 THEN iif(steps = 0, step, steps) ELSE iif(steps = step, 0, steps) END
        WHERE id = ?4
        """,
      arguments: [
        status.rawValue, status.isFinal ? Timestamp.text(end ?? now) : nil, status.isFinal, run.id,
      ])
    if !status.isFinal {
      try db.execute(sql: "UPDATE jobs SET cancelled_at = NULL WHERE id = ?", arguments: [run.job])
    }
    try updateStatus(db, job: run.job)
  }

  /// Puts a run aside, where only those who ask for deleted ones find it, or back. Nothing of it is removed. What is so already
  /// stays so.
  ///
  /// - Throws: ``LoggingError``: for a trial of a job of several, and for one that is trained here and has not ended.
  package func setDeleted(run id: Int64, _ isDeleted: Bool) throws {
    let now = Timestamp.text(now())
    try pool.write { db in
      guard let row = try LoggedRunRow.fetch(db, id) else { throw LoggingError.noSuchRun(String(id)) }
      guard row.isDeleted != isDeleted else { return }
      let job = row.run.jobID
      let runs = try RunRow.fetch(db, jobs: [job])[job] ?? []
      guard runs.count == 1 else {
        throw LoggingError.oneOfMany(run: id, job: job, to: isDeleted ? "delete" : "restore")
      }
      try setDeleted(db, job: job, isDeleted, at: now)
    }
  }

  /// Puts a job aside, or back.
  func setDeleted(_ db: Database, job: Int64, _ isDeleted: Bool, at now: String) throws {
    if isDeleted {
      let isBusy = try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT * FROM runs WHERE job_id = ? AND owner <> 'outside'
            AND status IN ('queued', 'running', 'interrupted'))
          """,
        arguments: [job])
      if isBusy == true { throw LoggingError.underWay(job: job) }
    }
    try db.execute(
      sql: "UPDATE jobs SET deleted_at = ?, is_restorable = ? WHERE id = ?",
      arguments: [isDeleted ? now : nil, isDeleted, job])
  }
}
