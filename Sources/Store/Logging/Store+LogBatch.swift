import Formats
import Foundation
import GRDB
import Tracking

/// What tracking clients write of a run, also after its end. Every call is one transaction: what returns is on disk.
extension Store {
  /// Stores params, points and tags of a run, all of them or none.
  ///
  /// A param is written once. A point that differs in its time or value from the one at its step is kept beside it, an equal one
  /// is there already; a tag takes the new value. What is sent once more changes nothing.
  ///
  /// - Throws: ``LoggingError``, and then nothing is stored.
  /// - Complexity: O(points) where steps rise beyond those that are stored.
  package func log(_ batch: LoggedBatch, of id: Int64) throws {
    let now = now()
    try writeOften { db in
      let run = try WritableRun(db, id)
      try add(db, batch.params, to: run)
      try add(db, batch.columns, to: run, at: now)
      try setTags(db, batch.tags, ofJob: run.job)
      if let name = batch.name, !name.isEmpty { try rename(db, job: run.job, to: name) }
      for (model, metrics) in batch.modelMetrics { try log(db, metrics, ofModel: model) }
    }
    if !batch.columns.isEmpty { writer.meter.add(batch.pointCount) }
  }

  /// A transaction whose beginning and end are statements that are compiled once: a tenth of the time of one that stores a point.
  private func writeOften(_ body: (Database) throws -> Void) throws {
    try pool.writeWithoutTransaction { db in
      try db.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
      do {
        try body(db)
        try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
      } catch {
        // Some errors have ended it already.
        if db.isInsideTransaction { try db.rollback() }
        throw error
      }
    }
  }

  /// - Throws: ``LoggingError/noSuchTag(run:key:)`` as well.
  package func removeTag(_ key: String, of id: Int64) throws {
    try pool.write { db in
      let run = try WritableRun(db, id)
      try db.execute(sql: "DELETE FROM job_tags WHERE job_id = ? AND key = ?", arguments: [run.job, key])
      guard db.changesCount > 0 else { throw LoggingError.noSuchTag(run: id, key: key) }
    }
  }

  /// Notes what a run was fed with, and models that had to do with it. A dataset that it has already stays as it is.
  package func log(_ datasets: [LoggedDataset], _ models: [RunModel], of id: Int64) throws {
    try pool.write { db in
      let run = try WritableRun(db, id)
      for dataset in datasets { try dataset.insert(db, run: id) }
      try log(db, models, of: id)
      if let name = datasets.first?.name, run.isExternal {
        try setUnknown(db, "dataset", to: name, ofJob: run.job)
      }
    }
  }

  func setTags(_ db: Database, _ tags: [LoggedText], ofJob job: Int64) throws {
    for tag in tags {
      try db.execute(
        sql: "INSERT INTO job_tags VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        arguments: [job, tag.key, tag.value])
    }
  }

  func rename(_ db: Database, job: Int64, to name: String) throws {
    try db.execute(sql: "UPDATE jobs SET name = ? WHERE id = ?", arguments: [name, job])
  }

  // MARK: Params

  private func add(_ db: Database, _ params: [LoggedText], to run: WritableRun) throws {
    if params.isEmpty { return }
    try run.checkIsExternal(to: "write params")
    let row = try LoggedRunRow.fetch(db, [run.id])[0]
    // What was told when the run was opened over our own API is as good as a param.
    let known = Dictionary(row.configParams.map { ($0.key, $0.value) }) { first, _ in first }
    var added: [LoggedText] = []
    for param in params {
      let stored = try String.fetchOne(
        db, sql: "SELECT value FROM run_params WHERE run_id = ? AND key = ?",
        arguments: [run.id, param.key])
      if let old = stored ?? known[param.key] {
        // Byte by byte: texts that look alike can be different ones.
        guard old.utf8.elementsEqual(param.value.utf8) else {
          throw LoggingError.paramChanged(run: run.id, key: param.key, from: old, to: param.value)
        }
        continue
      }
      try db.execute(
        sql: "INSERT INTO run_params (run_id, key, value) VALUES (?, ?, ?)",
        arguments: [run.id, param.key, param.value])
      added.append(param)
    }
    if !added.isEmpty { try mirror(db, added, into: row.config, ofJob: run.job) }
  }

  private func mirror(
    _ db: Database, _ params: [LoggedText], into config: String, ofJob job: Int64
  ) throws {
    let config = ParamMirror.adding(params, to: try JSONValue(parsing: Data(config.utf8)))
    try db.execute(
      sql: "UPDATE jobs SET config = ?, config_version = config_version + 1 WHERE id = ?",
      arguments: [config.canonicalText, job])
    // What draws the numbers of a run tells it from its like, as with ours.
    if let seed = params.first(where: { $0.key == "seed" }).flatMap({ UInt64($0.value) }) {
      try db.execute(sql: "UPDATE runs SET seed = ? WHERE job_id = ?", arguments: [seed.stored, job])
    }
    for column in ["method", "network", "dataset"] {
      if let param = params.first(where: { $0.key == column }) {
        try setUnknown(db, column, to: param.value, ofJob: job)
      }
    }
  }

  /// Fills in what nobody has said of a job: its method, network or dataset.
  private func setUnknown(_ db: Database, _ column: String, to value: String, ofJob job: Int64) throws {
    guard (1...100).contains(value.count) else { return }
    try db.execute(
      sql: "UPDATE jobs SET \(column) = ?1 WHERE id = ?2 AND \(column) = ?3",
      arguments: [value, job, Self.unknown])
  }

  /// Method, network and dataset of a run as long as nobody has said what they are.
  package static let unknown = "unknown"

  // MARK: Points

  private func add(_ db: Database, _ columns: [LoggedColumn], to run: WritableRun, at now: Double) throws {
    if columns.isEmpty { return }
    try run.checkIsExternal(to: "write metrics")
    try hear(db, ofRun: run.id, ofJob: run.job, run.status)
    var entry = PointBatch.Entry(points: [], run: run.id, step: run.step)
    entry.points.reserveCapacity(columns.reduce(0) { $0 + $1.steps.count })
    for column in columns {
      let series = try PointWriter.series(db, of: column.metric, in: run.id)
      for index in column.steps.indices {
        let step = column.steps[index]
        guard Point.steps.contains(step) else {
          throw LoggingError.badStep(key: column.metric.key, step: step)
        }
        entry.points.append(
          Point(series: series, step: step, value: column.values[index], at: column.times[index]))
        entry.step = max(entry.step, step)
      }
    }
    try PointBatch(entries: [entry], repetition: .adds).write(db, at: now)
    if run.steps > 0 {
      try db.execute(sql: "UPDATE runs SET steps = max(steps, step) WHERE id = ?", arguments: [run.id])
    }
  }
}
