import Formats
import GRDB
import Tracking

/// Runs and who holds them.
extension Store: RunLeasing {
  package func run(_ id: Int64) throws -> Run? {
    try pool.read { try RunRow.fetch($0, id: id) }
  }

  @discardableResult
  package func interruptRuns(of owner: RunOwner) throws -> Int {
    try pool.write { db in
      let now = Timestamp.text(now())
      let abandoned = "status = 'running' AND owner <> 'outside' AND (owner = ? OR lease_until < ?)"
      let holder: StatementArguments = [owner.rawValue, now]
      let isUnwanted = "job_id IN (SELECT id FROM jobs WHERE cancelled_at IS NOT NULL)"
      // Of paused jobs there may be thousands: those that stay as they are are not looked at.
      let jobs = try Int64.fetchAll(
        db,
        sql:
          "SELECT DISTINCT job_id FROM runs WHERE status = 'interrupted' AND \(isUnwanted) OR \(abandoned)",
        arguments: holder)
      try db.execute(
        sql: """
          UPDATE runs SET status = 'cancelled', finished_at = ?, lease_until = NULL, \(Self.attemptEnds)
          WHERE (status = 'interrupted' OR \(abandoned)) AND \(isUnwanted)
          """,
        arguments: [now] + holder)
      // A lease that ran out is no death that the run can be the cause of: a cable is enough.
      try db.execute(
        sql: """
          UPDATE runs SET status = 'interrupted', deaths = deaths + (owner = ?), lease_until = NULL, \(Self.attemptEnds)
          WHERE \(abandoned)
          """,
        arguments: [owner.rawValue] + holder)
      let interrupted = db.changesCount
      for job in jobs { try updateStatus(db, job: job) }
      return interrupted
    }
  }

  package func claimNextRun(
    for lease: LeaseTerms, admit: (Run) throws -> Void, checkpointStep: (Int64) throws -> Int
  ) throws -> Run? {
    // The checkpoint is read between two transactions: a file may be slow, and the write lock is everybody's.
    while let next = try pool.read({ try nextRun($0, in: lease.places) }) {
      try admit(next)
      let step = next.status == .interrupted ? max(0, try checkpointStep(next.id)) : 0
      if let run = try pool.write({ try claim($0, next, at: step, for: lease) }) { return run }
    }
    return nil
  }

  package func waitingRuns(in places: [Place], upTo limit: Int) throws -> Int {
    try pool.read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM (SELECT 1 FROM \(Self.waiting(in: places)) LIMIT ?)",
        arguments: [limit])
        ?? 0
    }
  }

  package func claim(
    run id: Int64, for lease: LeaseTerms, checkpointStep: (Int64) throws -> Int
  ) throws -> Run {
    guard let run = try run(id) else { throw TrackingError.noSuchRun(id) }
    let step = run.status == .interrupted ? max(0, try checkpointStep(id)) : 0
    let claimed = try pool.write { db -> Run? in
      if run.status == .queued || run.status == .interrupted, !run.isExternal {
        return try claim(db, run, at: step, for: lease)
      }
      return nil
    }
    if let claimed { return claimed }
    throw TrackingError.notWaiting(run: id, try pool.read { try reasonNotToGive(id, $0) })
  }

  /// Why a run was not given out, for whoever asked for it by its id.
  private func reasonNotToGive(_ id: Int64, _ db: Database) throws -> String {
    guard let run = try RunRow.fetch(db, id: id) else { return "it has been deleted" }
    if run.isExternal { return "it is trained elsewhere" }
    switch run.status {
    case .running: return "\(run.owner) trains it already"
    case .succeeded, .failed, .cancelled: return "it is \(run.status.rawValue)"
    case .queued, .interrupted:
      return try mayTrain(db, job: run.jobID) ? "somebody else was faster" : "its job is paused or cancelled"
    }
  }

  package func begin(run id: Int64, threads: Int) throws -> Int {
    try pool.write { db in
      guard let run = try RunRow.fetchAny(db, id: id) else { throw TrackingError.noSuchRun(id) }
      if let known = run.threads { return known }
      try db.execute(sql: "UPDATE runs SET threads = ? WHERE id = ?", arguments: [threads, id])
      return threads
    }
  }

  @discardableResult
  package func finish(
    run id: Int64, as status: Status, message: String?, divergedStep: Int?, by owner: RunOwner
  ) throws -> Status {
    try pool.write { db in
      guard let run = try RunRow.fetchAny(db, id: id) else { throw TrackingError.noSuchRun(id) }
      guard run.status == .running, run.status.canBecome(status) else {
        throw TrackingError.badTransition(run: id, from: run.status, to: status)
      }
      guard run.owner == owner else { throw TrackingError.notOwner(run: id, run.owner) }
      return try finish(db, run, as: status, message: message, divergedStep: divergedStep)
    }
  }

  /// Ends a run under way, in the caller's transaction.
  func finish(
    _ db: Database, _ run: Run, as status: Status, message: String?, divergedStep: Int?
  ) throws -> Status {
    // Cancelled in the moment in which it stopped for a pause.
    let status = try status == .interrupted && isCancelled(db, job: run.jobID) ? .cancelled : status
    let now = Timestamp.text(now())
    try db.execute(
      sql: """
        UPDATE runs SET
          status = ?1, message = ?2, diverged_step = ?3, finished_at = iif(?4, ?5, NULL), lease_until = NULL,
          lease_seconds = NULL, seconds_before = ifnull(seconds_before, 0) + max(0, (julianday(?5) - julianday(training_since)) * 86400),
          training_since = NULL
        WHERE id = ?6
        """,
      arguments: [status.rawValue, message, divergedStep, status.isFinal, now, run.id])
    try updateStatus(db, job: run.jobID)
    return status
  }

  package func note(_ message: String, of run: Int64) throws {
    try pool.write { try note($0, message, of: run) }
  }

  func note(_ db: Database, _ message: String, of run: Int64) throws {
    try db.execute(
      sql: """
        INSERT INTO run_events (run_id, at, attempt, step, status, message)
        SELECT id, ?, attempt, step, status, ? FROM runs WHERE id = ?
        """,
      arguments: [Timestamp.text(now()), message, run])
  }

  /// Of a run whose process has died: nobody knows when, but it lived when its last points came. `seconds` says so by itself.
  static let attemptEnds = "seconds_before = seconds, training_since = NULL"

  func isCancelled(_ db: Database, job: Int64) throws -> Bool {
    try Bool.fetchOne(db, sql: "SELECT cancelled_at IS NOT NULL FROM jobs WHERE id = ?", arguments: [job])
      == true
  }

  /// The run whose turn it is: of the highest priority, interrupted ones first, then in the order in which they were
  /// asked for.
  private func nextRun(_ db: Database, in places: [Place]) throws -> Run? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT \(RunRow.columns) FROM \(Self.waiting(in: places))
        ORDER BY jobs.priority DESC, runs.status, runs.id LIMIT 1
        """
    ).map(RunRow.run)
  }

  /// The runs that wait and may be trained in one of `places`, as what follows FROM.
  static func waiting(in places: [Place]) -> String {
    """
    runs JOIN jobs ON jobs.id = runs.job_id
    WHERE runs.status IN ('interrupted', 'queued') AND runs.owner <> 'outside' AND \(mayTrain)
      AND jobs.place IN (\(places.map { "'\($0.rawValue)'" }.joined(separator: ", ")))
    """
  }

  /// Holds of a job whose runs may be begun and taken up again.
  static let mayTrain =
    "NOT jobs.is_paused AND jobs.cancelled_at IS NULL AND jobs.deleted_at IS NULL"

  func mayTrain(_ db: Database, job: Int64) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT * FROM jobs WHERE id = ? AND \(Self.mayTrain))", arguments: [job])
      == true
  }

  /// Marks a run as running from `step`; nil when it is no longer what it was, taken by somebody else, or when its job
  /// was paused, cancelled or deleted meanwhile.
  private func claim(_ db: Database, _ run: Run, at step: Int, for lease: LeaseTerms) throws -> Run? {
    guard try RunRow.fetch(db, id: run.id) == run, try mayTrain(db, job: run.jobID),
      try !failsForDeaths(db, run, at: step)
    else { return nil }
    if run.status == .interrupted { try deletePoints(db, run: run.id, after: step) }
    try db.execute(
      sql: """
        UPDATE runs SET
          status = 'running', attempt = ?, step = ?, message = NULL, started_at = ifnull(started_at, ?3), training_since = ?3,
          owner = ?, lease_until = ?, lease_seconds = ?, environment = ?
        WHERE id = ?
        """,
      arguments: [
        run.attempt + (run.status == .interrupted ? 1 : 0), step, Timestamp.text(now()), lease.owner.rawValue,
        lease.until.map(Timestamp.text), lease.seconds, lease.environment.map(\.json.canonicalText), run.id,
      ])
    try updateStatus(db, job: run.jobID)
    return try RunRow.fetch(db, id: run.id)
  }

  /// Ends a run that takes its process with it again and again. A checkpoint that is newer than the one it was last taken
  /// up from shows that it gets on, and the count begins anew.
  ///
  /// - Returns: whether it has ended.
  private func failsForDeaths(_ db: Database, _ run: Run, at step: Int) throws -> Bool {
    try db.execute(
      sql: "UPDATE runs SET deaths = 0, safe_step = ?1 WHERE id = ?2 AND safe_step < ?1",
      arguments: [step, run.id])
    let deaths = try Int.fetchOne(db, sql: "SELECT deaths FROM runs WHERE id = ?", arguments: [run.id]) ?? 0
    guard deaths >= Run.mostDeaths else { return false }
    try db.execute(
      sql: "UPDATE runs SET status = 'failed', message = ?, finished_at = ? WHERE id = ?",
      arguments: [Self.deathMessage(deaths, step: run.step), Timestamp.text(now()), run.id])
    try updateStatus(db, job: run.jobID)
    return true
  }

  private static func deathMessage(_ deaths: Int, step: Int) -> String {
    "the process died \(deaths) times while it trained this run, without a new checkpoint in between (it came to"
      + " iteration \(step)), so it is not taken up again; if the system ended it for lack of memory, `dmesg` says \"Out"
      + " of memory\": use a smaller batch_size or network and submit it again"
  }

  /// Deletes a run's points after `step`, in every series and every reduced level.
  func deletePoints(_ db: Database, run: Int64, after step: Int) throws {
    let levels = try Levels(db)
    let totals = try SeriesTotals(db)
    let delete = try RawStatement(db, "DELETE FROM points WHERE series_id = ? AND step > ?")
    let forget = try RawStatement(db, "DELETE FROM changes WHERE series_id = ? AND step > ?")
    for series in try Int64.fetchAll(db, sql: "SELECT id FROM series WHERE run_id = ?", arguments: [run]) {
      try delete.run(Int(series), step)
      try forget.run(Int(series), step)
      try levels.cut(series: series, after: step)
      try totals.rebuild(series: series)
    }
    try RawStatement(db, "DELETE FROM arrivals WHERE run_id = ? AND step > ?").run(Int(run), step)
  }
}
