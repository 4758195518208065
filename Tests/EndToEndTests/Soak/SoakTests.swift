import Foundation
import Testing
import TestSupport

/// Servers that are killed at random moments, one after the other, and what becomes of their runs: the points and weights
/// of servers that nobody disturbed.
///
/// `make soak` runs fifty rounds of it. `SOAK_ROUNDS` and `SOAK_SEED` change what is done, not quite when: a seed gives
/// the same jobs and the same moments, but not the same machine.
@Suite(.serialized) struct SoakTests {
  private let tiny: TinyDataset
  private let folder: URL
  private let rounds: Int
  private let seed: UInt64

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "soak-\(UUID().uuidString)")
    let environment = ProcessInfo.processInfo.environment
    rounds = max(1, environment["SOAK_ROUNDS"].flatMap { Int($0) } ?? 7)
    seed = environment["SOAK_SEED"].flatMap { UInt64($0) } ?? .random(in: 1...999_999)
  }

  @Test func `runs whose servers are killed again and again end as if nothing had been`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    print("soak: \(rounds) rounds, SOAK_SEED=\(seed)")
    let soak = Soak(data: folder, datasets: tiny.root, seed: seed)
    // The first one is a start-up, before there is anything.
    for round in 0..<rounds {
      let moments = SoakMoment.allCases
      try await soak.round(moments[round % moments.count])
    }
    let last = try soak.start()
    for run in soak.runs { try await succeeded(run.id, on: last) }
    try await nothingIsLost(soak, on: last)
    let compared = try await sameAsUndisturbed(soak, on: last)
    try await attempts(soak, on: last)
    print(
      "soak: \(compared.runs) runs of \(soak.jobs) jobs succeeded; \(compared.points) points and "
        + "\(compared.weights) weights equal those of an undisturbed server, bit for bit")
    #expect(last.kill(signal: SIGTERM) == 0)
    #expect(try DatabaseShell.answer(folder, "pragma integrity_check") == "ok\n")
    tell(soak)
  }

  private func succeeded(_ run: Int, on server: ServerProcess) async throws {
    let status = try await server.wait(for: "the end of run \(run)", seconds: 300) {
      let status = try await server.get("/api/v1/runs/\(run)").json()["status"].string
      return ["succeeded", "failed", "cancelled"].contains(status) ? status : nil
    }
    #expect(status == "succeeded", "run \(run): \(server.log.text)")
  }

  /// Every job that was acknowledged is there, no other, and no half of a file.
  private func nothingIsLost(_ soak: Soak, on server: ServerProcess) async throws {
    let rows = try await server.rows("select id, job_id, seed from runs order by id")
    #expect(rows.map { $0[0].integer } == soak.runs.map(\.id))
    #expect(rows.map { $0[1].integer } == soak.runs.map { $0.job + 1 })
    #expect(rows.map { $0[2].integer } == soak.runs.map(\.seed))
    let kept = try FileManager.default.subpathsOfDirectory(atPath: folder.appending(path: "checkpoints").path)
    #expect(
      kept.filter { $0.contains("/") }.sorted()
        == soak.runs.map { "run-\($0.id)/weights.safetensors" }.sorted())
    #expect(!kept.contains { $0.hasSuffix(".tmp") })
  }

  /// Compares each run with one of the same config, seed and threads on a server that is left alone.
  private func sameAsUndisturbed(_ soak: Soak, on server: ServerProcess) async throws
    -> (runs: Int, points: Int, weights: Int)
  {
    let quiet = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--threads", "2"])
    var (points, weights) = (0, 0)
    for run in soak.runs {
      let record = try await server.get("/api/v1/runs/\(run.id)").json()
      let threads = try #require(record["threads"].integer)
      let answer = try await quiet.post(
        "/api/v1/jobs", SoakJobs.config(run.job, seed: run.seed, trials: 1, threads: threads))
      let other = try #require(try answer.json()["runs"][0]["id"].integer, "\(answer.text)")
      try await succeeded(other, on: quiet)
      let (mine, whole) = (
        try await RunResult(run.id, on: server), try await RunResult(other, on: quiet)
      )
      let what = "run \(run.id), SOAK_SEED=\(seed): \(SoakJobs.config(run.job, seed: run.seed, trials: 1))"
      #expect(mine.disorderly == [], "\(what)")
      #expect(mine.steps == whole.steps, "\(what)")
      #expect(mine.steps["loss/"]?.last == record["steps"].integer, "\(what)")
      #expect(mine.points == whole.points, "\(what)")
      #expect(mine.shapes == whole.shapes, "\(what)")
      #expect(mine.weights == whole.weights, "\(what)")
      points += mine.points.count
      weights += mine.weights.count / 4
    }
    return (soak.runs.count, points, weights)
  }

  private func attempts(_ soak: Soak, on server: ServerProcess) async throws {
    let rows = try await server.rows("select max(attempt), sum(attempt - 1), sum(attempt > 1) from runs")
    let (most, again, disturbed) = (rows[0][0].integer!, rows[0][1].integer!, rows[0][2].integer!)
    print(
      "soak: \(disturbed) runs of \(soak.runs.count) were taken up again, \(again) times in all, one \(most - 1) times"
    )
    #expect(again > 0)
  }

  private func tell(_ soak: Soak) {
    for moment in SoakMoment.allCases { print("soak: \(soak.ends[moment] ?? 0) ended \(moment.rawValue)") }
    if soak.missed > 0 { print("soak: \(soak.missed) of these found no checkpoint being written") }
    print(
      "soak: SIGTERM left \(soak.leftBehind) runs under way, each with a checkpoint of its last iteration; "
        + "the slowest took \(soak.slowestLeave)")
    // The contract says 5; what else the machine does is no fault of the server's.
    #expect(soak.slowestLeave < .seconds(20))
  }
}
