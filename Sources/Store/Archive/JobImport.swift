import Formats
import GRDB
import Synchronization
import Tracking

/// A job of another database that is being stored here: see ``Store/importJob(_:place:_:)``.
package struct JobImport {
  /// With the ids that it has here.
  package let job: Job
  let db: Database

  init(_ job: Job, _ db: Database) {
    self.job = job
    self.db = db
  }

  /// The id of a series of one of the job's runs, made on first use.
  package func series(of metric: Metric, in run: Run) throws -> Int64 {
    try PointWriter.series(db, of: metric, in: run.id)
  }

  /// Stores points of series of a run with their reduced levels. Steps that rise within each series are the fast way.
  package func append(_ points: [Point], to run: Run) throws {
    if let bad = points.first(where: { !Point.steps.contains($0.step) }) {
      throw StoreError.badStep(series: bad.series, step: bad.step)
    }
    let entry = PointBatch.Entry(points: points, run: run.id, step: run.step)
    try PointBatch(entries: [entry], repetition: .adds).write(db, at: nil)
  }
}

extension Store {
  /// What the message of a run says that had not ended where it came from.
  package static func importMessage(of status: Status) -> String { "imported while \(status.rawValue)" }

  /// Stores a job of another database, with new ids: all of it, or nothing if anything throws or the process dies.
  ///
  /// The numbers are taken first, for a job that is as if deleted: so nobody else can get them, and what is placed under them
  /// by a process that dies goes with the other deleted jobs. It is there for everybody once all of it is.
  ///
  /// Nothing of it is ever trained here: a run that had not ended is `cancelled`, with a message that says so, because what
  /// it would go on from has stayed where it was.
  ///
  /// - Parameters:
  ///   - place: puts files under the numbers of the job's runs. Others can write while it runs.
  ///   - fill: adds the points. Nobody else can write while it runs.
  /// - Returns: the job as it is stored.
  /// - Throws: what `place` and `fill` throw, or what keeps the database from storing it. The numbers are not used again
  ///   then; files that `place` has put there are the caller's to remove.
  package func importJob(
    _ job: Job, place: (Job) throws -> Void = { _ in }, _ fill: (JobImport) throws -> Void
  ) throws -> Job {
    let now = Timestamp.text(now())
    let taken = try pool.write { db in
      let row = NewJob(
        name: job.name, experiment: job.experiment, tags: job.tags, method: job.method, network: job.network,
        dataset: job.dataset, config: job.config, seeds: [], steps: 0, stepsPerEpoch: 1,
        priority: job.priority)
      let id = try insertRow(db, row, as: job.status, at: Timestamp.text(job.createdAt))
      for run in job.runs { try insertImported(db, run, of: id, at: now) }
      try updateStatus(db, job: id)
      let taken = try found(db, id)
      try db.execute(sql: "UPDATE jobs SET deleted_at = ? WHERE id = ?", arguments: [now, id])
      return taken
    }
    do {
      // Nobody removes files that no row names yet.
      return try artifacts.withLock { _ in
        try place(taken)
        return try pool.write { db in
          try fill(JobImport(taken, db))
          try mendLossUnits(db, ofJob: taken.id)
          try db.execute(sql: "UPDATE jobs SET deleted_at = NULL WHERE id = ?", arguments: [taken.id])
          return try found(db, taken.id)
        }
      }
    } catch {
      // If this fails too, the next start removes it.
      try? pool.write { try removeRow($0, of: taken.id) }
      try? removeUnusedArtifacts()
      throw error
    }
  }

  /// What migration 0009 does to a database, for archives that were written before it.
  private func mendLossUnits(_ db: Database, ofJob id: Int64) throws {
    try db.execute(
      sql: """
        UPDATE series SET unit = 'squared'
        WHERE name IN ('train_loss', 'test_loss') AND unit = 'nats' AND run_id IN (
          SELECT runs.id FROM jobs JOIN runs ON runs.job_id = jobs.id
          WHERE jobs.id = ? AND json_extract(jobs.config, '$.loss') = 'mean_squared_error' AND runs.owner <> 'outside')
        """,
      arguments: [id])
  }

  private func insertImported(_ db: Database, _ run: Run, of job: Int64, at now: String) throws {
    let isOver = run.status.isFinal
    try db.execute(
      sql: """
        INSERT INTO runs (job_id, trial, seed, status, attempt, step, steps, steps_per_epoch, owner, threads,
          message, diverged_step, created_at, started_at, finished_at, last_point_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        job, run.trial, run.seed.stored, (isOver ? run.status : .cancelled).rawValue, run.attempt, run.step,
        // Its length is known now that it goes no further.
        run.steps == 0 ? run.step : run.steps, run.stepsPerEpoch,
        // Whoever trained it there trains nothing here.
        (run.isExternal ? RunOwner.outside : .local).rawValue, run.threads,
        isOver ? run.message : Self.importMessage(of: run.status), run.divergedStep,
        Timestamp.text(run.createdAt), run.startedAt.map(Timestamp.text),
        isOver ? run.finishedAt.map(Timestamp.text) : now, run.lastPointAt.map(Timestamp.text),
      ])
  }
}
