import GRDB
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
    silence.end(of: run.id)
    guard run.status == .interrupted else { return }
    try db.execute(
      sql: "UPDATE runs SET status = 'running', message = NULL WHERE id = ?", arguments: [run.id])
    try updateStatus(db, job: run.jobID)
    run.status = .running
  }
}
