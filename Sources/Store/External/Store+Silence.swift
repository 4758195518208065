import GRDB
import Synchronization
import Tracking

extension Store {
  /// Makes `interrupted` what is trained elsewhere and has been silent for too long: its sender may be dead. If it is
  /// not, the next points make the run `running` again.
  ///
  /// - Parameter seconds: since the run was opened or its sender was last heard of, or since this process began to ask.
  /// - Returns: the runs that were interrupted.
  @discardableResult
  package func interruptSilent(after seconds: Double) throws -> [Int64] {
    let open = "status = 'running' AND owner = 'outside'"
    let candidates = try pool.read { try Int64.fetchAll($0, sql: "SELECT id FROM runs WHERE \(open)") }
    guard !silence.runs(among: candidates, after: seconds).isEmpty else { return [] }
    return try pool.write { db in
      // Asked once more: nobody can send points now.
      let runs = try Int64.fetchAll(db, sql: "SELECT id FROM runs WHERE \(open)")
      let silent = silence.runs(among: runs, after: seconds)
      for id in silent {
        try db.execute(
          sql: "UPDATE runs SET status = 'interrupted', message = ? WHERE id = ?",
          arguments: [Self.silenceMessage(seconds), id])
        if let run = try RunRow.fetchAny(db, id: id) { try updateStatus(db, job: run.jobID) }
      }
      return silent
    }
  }

  static func silenceMessage(_ seconds: Double) -> String {
    let seconds = seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    return
      "nothing came for \(seconds) s, the server's --stale-after; it goes on when points come, or ends by finish"
  }

  /// Notes that the sender of a run is alive, and takes up a run that was interrupted for its silence. In the
  /// transaction of what came.
  func hear(_ db: Database, of run: inout Run) throws {
    try hear(db, ofRun: run.id, ofJob: run.jobID, run.status)
    if run.status == .interrupted { run.status = .running }
  }

  /// - Parameter status: what the run has had so far.
  func hear(_ db: Database, ofRun run: Int64, ofJob job: Int64, _ status: Status) throws {
    silence.end(of: run)
    guard status == .interrupted else { return }
    try db.execute(sql: "UPDATE runs SET status = 'running', message = NULL WHERE id = ?", arguments: [run])
    try updateStatus(db, job: job)
  }
}

/// How long runs that are trained elsewhere have been silent.
///
/// By a clock that nobody sets, and only while this process listens: a sender that could not reach a server that was
/// stopped, or a machine that slept, has not been silent. A run's silence begins when it is first asked about.
final class Silence: Sendable {
  private let lastHeard = Mutex<[Int64: SuspendingClock.Instant]>([:])
  private let now: @Sendable () -> SuspendingClock.Instant

  init(now: @escaping @Sendable () -> SuspendingClock.Instant = { .now }) {
    self.now = now
  }

  /// Notes that a run's sender is alive.
  func end(of run: Int64) {
    let now = now()
    // Nobody keeps times that nobody asks for.
    lastHeard.withLock { if $0[run] != nil { $0[run] = now } }
  }

  /// Those of some runs that have been silent for so many seconds. All others are forgotten.
  func runs(among runs: [Int64], after seconds: Double) -> [Int64] {
    let now = now()
    return lastHeard.withLock { lastHeard in
      let before = lastHeard
      lastHeard = runs.reduce(into: [:]) { $0[$1] = before[$1] ?? now }
      return runs.filter { now - (before[$0] ?? now) >= .seconds(seconds) }
    }
  }
}
