import Formats
import GRDB
import Tracking

/// Runs that workers elsewhere hold for a time. Every call is one transaction: what it returns is on disk.
extension Store {
  /// Notes that a worker lives, and what it has to tell.
  ///
  /// - Throws: ``TrackingError/noSuchRun(_:)``, ``TrackingError/notOwner(run:_:)`` for a lease that somebody else has got
  ///   meanwhile, ``TrackingError/notOpen(run:_:)`` for a run that has ended.
  package func renew(_ key: LeaseKey, _ news: LeaseNews) throws -> LeaseStanding {
    try pool.write { db in
      let run = try held(db, key)
      let seconds = try news.seconds ?? leaseSeconds(db, of: run.id) ?? LeaseKey.usualSeconds
      let threads = run.threads ?? news.threads
      try db.execute(
        sql: "UPDATE runs SET lease_until = ?, lease_seconds = ?, threads = ? WHERE id = ?",
        arguments: [Timestamp.text(now() + seconds), seconds, threads, run.id])
      for note in news.notes { try self.note(db, note, of: run.id) }
      return LeaseStanding(stop: try stop(db, job: run.jobID), threads: threads, seconds: seconds)
    }
  }

  /// The run that a worker has already, if it has one: the answer to its claim was lost.
  package func run(heldBy owner: RunOwner) throws -> Run? {
    try pool.read { db in
      try Row.fetchOne(
        db,
        sql: "SELECT \(RunRow.columns) FROM runs WHERE status = 'running' AND owner = ? ORDER BY id LIMIT 1",
        arguments: [owner.rawValue]
      ).map(RunRow.run)
    }
  }

  /// Stores points of a leased run, all of them or none, with its progress.
  ///
  /// - Parameters:
  ///   - step: the run's last finished iteration.
  ///   - batch: a name that was taken before in this attempt is answered without looking at the points.
  /// - Throws: as ``renew(_:_:)``, and ``TrackingError/batchChanged(run:name:)``, ``StoreError/badStep(series:step:)``.
  /// - Complexity: O(points) where steps rise beyond those that are stored.
  package func append(
    _ columns: [PointColumns], batch: PointColumns.BatchName? = nil, step: Int, to key: LeaseKey
  ) throws -> PointColumns.Receipt {
    let now = now()
    let (receipt, isNew) = try pool.write { db -> (PointColumns.Receipt, Bool) in
      let run = try held(db, key)
      if let batch, let receipt = try taken(db, batch, of: run.id) { return (receipt, false) }
      // Not below what is stored: two batches may have changed places on their way.
      let entry = try entry(of: columns, db, run: run.id, step: max(run.step, step), arrival: nil)
      return (try store(db, entry, batch, at: now), true)
    }
    if isNew { writer.meter.add(receipt.points) }
    return receipt
  }

  /// Ends a leased run. The same end once more is answered as the first time.
  ///
  /// - Returns: the status that it has got: `cancelled` for one that stopped for a pause and was cancelled meanwhile.
  /// - Throws: as ``renew(_:_:)``.
  package func finish(
    _ key: LeaseKey, as status: Status, message: String?, divergedStep: Int?
  ) throws -> Status {
    try pool.write { db in
      guard let run = try RunRow.fetchAny(db, id: key.run) else { throw TrackingError.noSuchRun(key.run) }
      let isHolder = run.owner == key.owner && run.attempt == key.attempt
      if isHolder, run.status.isFinal || run.status == status { return run.status }
      let held = try held(db, key)
      guard held.status.canBecome(status) else {
        throw TrackingError.badTransition(run: run.id, from: held.status, to: status)
      }
      let end = try finish(db, held, as: status, message: message, divergedStep: divergedStep)
      // Nobody sends any of them once more.
      try db.execute(sql: "DELETE FROM batches WHERE run_id = ?", arguments: [run.id])
      return end
    }
  }

  /// Whether a worker still holds a run; as ``renew(_:_:)`` when it does not.
  package func check(_ key: LeaseKey) throws { _ = try pool.write { try held($0, key) } }

  /// Makes `interrupted` what workers hold no longer, or `cancelled` what was to be cancelled.
  ///
  /// - Returns: whether there was anything.
  package func interruptExpired() throws -> Bool {
    let now = Timestamp.text(now())
    let expired = "status = 'running' AND lease_until < ?"
    let isAny = try pool.read {
      try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT * FROM runs WHERE \(expired))", arguments: [now])
    }
    guard isAny == true else { return false }
    return try pool.write { db in
      let runs = try Row.fetchAll(
        db, sql: "SELECT \(RunRow.columns) FROM runs WHERE \(expired)", arguments: [now]
      ).map(RunRow.run)
      for run in runs {
        // A lease that ran out is no death that the run can be the cause of: a cable is enough.
        try interrupt(db, run, isDeath: false, message: "nothing was heard of \(run.owner) for too long")
      }
      return !runs.isEmpty
    }
  }

  /// Gives every worker its full time anew: while nobody listened here, nobody was silent. To be called at a start.
  package func extendLeases() throws {
    let now = now()
    try pool.write { db in
      let held = try Row.fetchAll(
        db, sql: "SELECT id, lease_seconds FROM runs WHERE status = 'running' AND lease_until IS NOT NULL")
      for row in held {
        let seconds: Double = row["lease_seconds"] ?? LeaseKey.usualSeconds
        try db.execute(
          sql: "UPDATE runs SET lease_until = max(lease_until, ?) WHERE id = ?",
          arguments: [Timestamp.text(now + seconds), row["id"] as Int64])
      }
    }
  }

  // MARK: In the caller's transaction

  /// The run that a worker has. One whose lease has expired and that nobody has taken since goes on; one that it has given back
  /// does not, whatever comes late: there is no time that it could be renewed by.
  func held(_ db: Database, _ key: LeaseKey) throws -> Run {
    guard var run = try RunRow.fetchAny(db, id: key.run) else { throw TrackingError.noSuchRun(key.run) }
    guard run.owner == key.owner, run.attempt == key.attempt else {
      throw TrackingError.notOwner(run: run.id, run.owner)
    }
    switch run.status {
    case .running: break
    case .interrupted:
      let now = now()
      guard let seconds = try leaseSeconds(db, of: run.id) else {
        throw TrackingError.notOpen(run: run.id, .interrupted)
      }
      try db.execute(
        sql: """
          UPDATE runs SET status = 'running', message = NULL, training_since = ?, lease_until = ? WHERE id = ?
          """,
        arguments: [
          Timestamp.text(now), Timestamp.text(now + seconds), run.id,
        ])
      try updateStatus(db, job: run.jobID)
      run.status = .running
    case .queued, .succeeded, .failed, .cancelled: throw TrackingError.notOpen(run: run.id, run.status)
    }
    return run
  }

  /// Breaks off a run under way, whose owner says nothing any more.
  func interrupt(_ db: Database, _ run: Run, isDeath: Bool, message: String?) throws {
    let isUnwanted = try isCancelled(db, job: run.jobID)
    try db.execute(
      sql: """
        UPDATE runs SET status = ?1, message = ?2, finished_at = iif(?3, ?4, NULL), deaths = deaths + ?5, lease_until = NULL,
          \(Self.attemptEnds)
        WHERE id = ?6
        """,
      arguments: [
        (isUnwanted ? Status.cancelled : .interrupted).rawValue, message, isUnwanted, Timestamp.text(now()),
        isDeath ? 1 : 0, run.id,
      ])
    try updateStatus(db, job: run.jobID)
  }

  private func leaseSeconds(_ db: Database, of run: Int64) throws -> Double? {
    try Double.fetchOne(db, sql: "SELECT lease_seconds FROM runs WHERE id = ?", arguments: [run])
  }

  /// What its job says to a run under way.
  private func stop(_ db: Database, job: Int64) throws -> StopReason? {
    let row = try Row.fetchOne(
      db,
      sql:
        "SELECT cancelled_at IS NOT NULL OR deleted_at IS NOT NULL AS ends, is_paused FROM jobs WHERE id = ?",
      arguments: [job])
    // A job whose rows are gone has no runs to ask for.
    guard let row else { return .cancel }
    return row["ends"] ? .cancel : row["is_paused"] ? .pause : nil
  }
}
