import Formats
import GRDB
import Tracking

/// Runs that somebody else trains. Every call is one transaction: what it returns is on disk.
extension Store {
  /// Stores a job whose runs are trained elsewhere: they are under way from now on, until they are finished.
  package func insertExternal(_ job: NewJob) throws -> Job {
    let created = Timestamp.text(now())
    return try pool.write { try insertExternal($0, job, at: created, startedAt: created) }
  }

  /// The same in the caller's transaction.
  func insertExternal(
    _ db: Database, _ job: NewJob, at created: String, startedAt: String
  ) throws -> Job {
    let id = try insert(db, job, at: created).id
    try db.execute(
      sql: "UPDATE runs SET status = 'running', owner = 'outside', started_at = ? WHERE job_id = ?",
      arguments: [startedAt, id])
    try updateStatus(db, job: id)
    return try JobRow.fetch(db, where: "jobs.id = ?", [id])[0]
  }

  /// Stores points of such a run, all of them or none, with their reduced levels.
  ///
  /// A step that is there already takes the new value, and one that has it already is left as it is: the same batch
  /// once more changes nothing. Of a step that comes several times the last value counts. The run's `step` goes up to
  /// the last one, its `steps` too if some were announced and they were fewer.
  ///
  /// - Parameters:
  ///   - batch: a name that was taken before is answered without looking at the points.
  /// - Throws: ``TrackingError``, or ``StoreError/badStep(series:step:)``, and then nothing is stored.
  /// - Complexity: O(points) where steps rise beyond those that are stored.
  package func append(
    _ columns: [PointColumns], batch: PointColumns.BatchName? = nil, toExternal id: Int64
  ) throws -> PointColumns.Receipt {
    let now = now()
    let arrival = Timestamp.milliseconds(now)
    let (receipt, isNew) = try pool.write { db -> (PointColumns.Receipt, Bool) in
      var run = try externalRun(db, id)
      try hear(db, of: &run)
      if let batch, let receipt = try taken(db, batch, of: id) { return (receipt, false) }
      guard run.status == .running else { throw TrackingError.notOpen(run: id, run.status) }
      var entry = try entry(of: columns, db, run: id, step: run.step, arrival: arrival)
      entry.step = columns.reduce(entry.step) { max($0, $1.steps.max() ?? $0) }
      let receipt = try store(db, entry, batch, at: now)
      try db.execute(
        sql: "UPDATE runs SET steps = max(steps, step) WHERE id = ? AND steps > 0", arguments: [id])
      return (receipt, true)
    }
    if isNew { writer.meter.add(receipt.points) }
    return receipt
  }

  /// Columns as points of a run's series, which are made where they are new.
  ///
  /// - Parameters:
  ///   - step: the run's last finished iteration.
  ///   - arrival: when those were measured that do not say so, in milliseconds since 1970; nil leaves it to the arrival of
  ///     what the run has stored at a time.
  func entry(
    of columns: [PointColumns], _ db: Database, run: Int64, step: Int, arrival: Int?
  ) throws -> PointBatch.Entry {
    var entry = PointBatch.Entry(points: [], run: run, step: step)
    entry.points.reserveCapacity(columns.reduce(0) { $0 + $1.steps.count })
    for column in columns {
      let series = try PointWriter.series(db, of: column.metric, in: run)
      for (index, (step, value)) in zip(column.steps, column.values).enumerated() {
        guard Point.steps.contains(step) else { throw StoreError.badStep(series: series, step: step) }
        let time = column.times?[index] ?? arrival
        entry.points.append(Point(series: series, step: step, value: value, at: time))
      }
    }
    return entry
  }

  /// Writes what one body brought, and the name under which it came.
  func store(
    _ db: Database, _ entry: PointBatch.Entry, _ batch: PointColumns.BatchName?, at now: Double
  ) throws -> PointColumns.Receipt {
    let points = try PointBatch(entries: [entry]).write(db, at: now)
    let receipt = PointColumns.Receipt(points: points, repeated: entry.points.count - points)
    if let batch {
      try db.execute(
        sql: "INSERT INTO batches (run_id, name, checksum, points, repeated) VALUES (?, ?, ?, ?, ?)",
        arguments: [entry.run, batch.text, batch.checksum, receipt.points, receipt.repeated])
    }
    return receipt
  }

  /// Ends such a run, one that was interrupted for its silence too. The same end once more changes nothing. If nobody
  /// had said how many `steps` it would take, it took as many as it has.
  ///
  /// - Parameters:
  ///   - status: one that is final.
  ///   - message: why it ended like this.
  /// - Throws: ``TrackingError``, for a run that has ended otherwise ``TrackingError/badTransition(run:from:to:)``.
  package func finishExternal(run id: Int64, as status: Status, message: String?) throws {
    try pool.write { db in
      let run = try externalRun(db, id)
      if run.status == status { return }
      // Its sender was silent, but is there.
      let current = run.status == .interrupted ? .running : run.status
      guard status.isFinal, current.canBecome(status) else {
        throw TrackingError.badTransition(run: id, from: run.status, to: status)
      }
      try db.execute(
        sql: """
          UPDATE runs SET status = ?, message = ?, finished_at = ?, steps = iif(steps = 0, step, steps) WHERE id = ?
          """,
        arguments: [status.rawValue, message, Timestamp.text(now()), id])
      try updateStatus(db, job: run.jobID)
    }
  }

  private func externalRun(_ db: Database, _ id: Int64) throws -> Run {
    guard let run = try RunRow.fetch(db, id: id) else { throw TrackingError.noSuchRun(id) }
    guard run.isExternal else { throw TrackingError.notExternal(run: id) }
    return run
  }

  /// What a batch was answered that came before under this name; nil if none did.
  func taken(
    _ db: Database, _ batch: PointColumns.BatchName, of run: Int64
  ) throws -> PointColumns.Receipt? {
    let row = try Row.fetchOne(
      db, sql: "SELECT checksum, points, repeated FROM batches WHERE run_id = ? AND name = ?",
      arguments: [run, batch.text])
    guard let row else { return nil }
    guard row["checksum"] == batch.checksum else {
      throw TrackingError.batchChanged(run: run, name: batch.text)
    }
    return PointColumns.Receipt(points: row["points"], repeated: row["repeated"])
  }
}
