import Formats
import GRDB
import Tracking

/// What is queued.
extension Store: JobControl {
  package func insert(_ jobs: [NewJob]) throws -> [Job] {
    let created = Timestamp.text(now())
    return try pool.write { db in try jobs.map { try insert(db, $0, at: created) } }
  }

  /// Stores a job and one queued run per seed, in the caller's transaction.
  func insert(_ db: Database, _ job: NewJob, at created: String) throws -> Job {
    let id = try insertRow(db, job, as: Status.ofJob(runs: job.seeds.map { _ in .queued }), at: created)
    for (index, seed) in job.seeds.enumerated() {
      try db.execute(
        sql: """
          INSERT INTO runs (job_id, trial, seed, status, steps, steps_per_epoch, created_at)
          VALUES (?, ?, ?, 'queued', ?, ?, ?)
          """,
        arguments: [id, index + 1, seed.stored, job.steps, job.stepsPerEpoch, created])
    }
    return try JobRow.fetch(db, where: "jobs.id = ?", [id])[0]
  }

  /// Stores what is known of a job but its runs, in the caller's transaction.
  ///
  /// - Returns: its id.
  func insertRow(_ db: Database, _ job: NewJob, as status: Status, at created: String) throws -> Int64 {
    try makeExperiment(db, job.experiment, at: created)
    try db.execute(
      sql: """
        INSERT INTO jobs (experiment_id, name, method, network, dataset, config, status, priority, place, created_at)
        VALUES ((SELECT id FROM experiments WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        job.experiment, job.name, job.method, job.network, job.dataset, job.config, status.rawValue,
        job.priority, job.place.rawValue, created,
      ])
    let id = db.lastInsertedRowID
    for (key, value) in job.tags {
      try db.execute(sql: "INSERT INTO job_tags VALUES (?, ?, ?)", arguments: [id, key, value])
    }
    return id
  }

  /// Sees to it that there is an experiment of a name; one that was put aside is back then.
  func makeExperiment(_ db: Database, _ name: String, at now: String) throws {
    try db.execute(
      sql: """
        INSERT INTO experiments (name, created_at) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET deleted_at = NULL WHERE deleted_at IS NOT NULL
        """,
      arguments: [name, now])
  }

  package func job(_ id: Int64) throws -> Job? {
    try pool.read { try JobRow.fetch($0, where: "jobs.id = ?", [id]).first }
  }

  /// Makes a job's status and times follow from its runs, in the transaction that changed a run.
  func updateStatus(_ db: Database, job id: Int64) throws {
    let statuses = try String.fetchAll(db, sql: "SELECT status FROM runs WHERE job_id = ?", arguments: [id])
    let status = Status.ofJob(runs: try statuses.map(Status.init(stored:)))
    try db.execute(
      sql: """
        UPDATE jobs SET
          status = ?1,
          started_at = (SELECT min(started_at) FROM runs WHERE job_id = jobs.id),
          finished_at = CASE WHEN ?2 THEN (SELECT max(finished_at) FROM runs WHERE job_id = jobs.id) END,
          is_paused = is_paused AND NOT ?2
        WHERE id = ?3
        """,
      arguments: [status.rawValue, status.isFinal, id])
  }
}
