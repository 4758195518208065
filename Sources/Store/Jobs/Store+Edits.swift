import Formats
import GRDB
import Tracking

/// What people write about jobs, runs and experiments, and what they call them. Every call is one transaction.
extension Store {
  /// Tags that a job may have.
  package static let mostTags = 32

  /// - Throws: ``TrackingError/noSuchJob(_:)``, ``TrackingError/tooManyTags(job:_:)``.
  package func edit(job id: Int64, _ edit: JobEdit) throws {
    let now = Timestamp.text(now())
    try pool.write { db in
      _ = try found(db, id)
      if let name = edit.name {
        try db.execute(sql: "UPDATE jobs SET name = ? WHERE id = ?", arguments: [name, id])
      }
      if let experiment = edit.experiment { try move(db, job: id, to: experiment, at: now) }
      if let notes = edit.notes {
        try db.execute(sql: "UPDATE jobs SET notes = nullif(?, '') WHERE id = ?", arguments: [notes, id])
      }
      try tag(db, job: id, edit.tags)
    }
  }

  /// - Parameter notes: Markdown; empty takes it away.
  /// - Throws: ``TrackingError/noSuchRun(_:)``.
  package func edit(run id: Int64, notes: String) throws {
    try pool.write { db in
      guard try RunRow.fetch(db, id: id) != nil else { throw TrackingError.noSuchRun(id) }
      try db.execute(sql: "UPDATE runs SET notes = nullif(?, '') WHERE id = ?", arguments: [notes, id])
    }
  }

  /// Gives every job of a selection some tags, and takes others off, in one transaction: all of them or none.
  ///
  /// - Parameters:
  ///   - tags: by key the value, or nil to take it off.
  ///   - expected: how many jobs the caller takes it for.
  /// - Returns: the jobs.
  /// - Throws: ``TrackingError/otherCount(_:to:expected:)``, ``TrackingError/tooManyTags(job:_:)``.
  package func tag(_ jobs: JobSelection, _ tags: [String: String?], expected: Int?) throws -> [Int64] {
    try pool.write { db in
      let ids = try self.jobs(db, jobs)
      guard ids.count == expected else {
        throw TrackingError.otherCount(ids.count, to: "tag", expected: expected)
      }
      for id in ids { try tag(db, job: id, tags) }
      return ids
    }
  }

  private func move(_ db: Database, job id: Int64, to experiment: String, at now: String) throws {
    try makeExperiment(db, experiment, at: now)
    try db.execute(
      sql: "UPDATE jobs SET experiment_id = (SELECT id FROM experiments WHERE name = ?) WHERE id = ?",
      arguments: [experiment, id])
  }

  private func tag(_ db: Database, job id: Int64, _ tags: [String: String?]) throws {
    let before = try tagCount(db, job: id)
    for (key, value) in tags {
      if let value {
        try setTags(db, [LoggedText(key, value)], ofJob: id)
      } else {
        try db.execute(sql: "DELETE FROM job_tags WHERE job_id = ? AND key = ?", arguments: [id, key])
      }
    }
    // Tracking clients may have given it more.
    let count = try tagCount(db, job: id)
    guard count <= max(Self.mostTags, before) else { throw TrackingError.tooManyTags(job: id, count) }
  }

  private func tagCount(_ db: Database, job id: Int64) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM job_tags WHERE job_id = ?", arguments: [id]) ?? 0
  }
}
