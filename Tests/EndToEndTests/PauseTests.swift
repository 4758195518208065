import Foundation
import Testing
import TestSupport

/// Pause, resume and cancel through a real server.
@Suite(.serialized) struct PauseTests {
  private let tiny: TinyDataset
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "pause-\(UUID().uuidString)")
  }

  private func serve() throws -> ServerProcess {
    try ServerProcess(
      data: folder, arguments: ["--datasets", tiny.root.path, "--threads", "2", "--workers", "1"])
  }

  private func submit(_ changes: String, to server: ServerProcess) async throws -> Int {
    let answer = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dkp","batch_size":20\#(changes)}"#)
    #expect(answer.status == 201, "\(answer.text)")
    return try #require(try answer.json()["id"].integer)
  }

  private func job(_ id: Int, on server: ServerProcess) async throws -> JSONTree {
    try await server.get("/api/v1/jobs/\(id)").json()
  }

  private func wait(
    for what: String, of id: Int, on server: ServerProcess, until isSo: (JSONTree) -> Bool
  ) async throws -> JSONTree {
    try await server.wait(for: what) {
      let job = try await job(id, on: server)
      return isSo(job) ? job : nil
    }
  }

  private func statuses(_ job: JSONTree) -> [String?] { job["runs"].list.map { $0["status"].string } }

  /// Every stored point of a run, without its number and without how fast it went.
  private func points(_ run: Int, on server: ServerProcess) async throws -> [Substring] {
    try await server.get("/api/v1/metrics.csv?runs=\(run)").text.split(separator: "\n")
      .filter { !$0.contains("samples_per_second") }.map { $0.drop { $0 != "," } }
  }

  private func weights(_ run: Int, on server: ServerProcess) async throws -> [String: TensorFile.Tensor] {
    let answer = try await server.get("/api/v1/runs/\(run)/checkpoint")
    #expect(answer.status == 200)
    return try TensorFile(answer.body, name: "run \(run)").tensors
  }

  @Test func `a pause outlasts the server, and resumed the job ends as if undisturbed`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var server = try serve()
    let id = try await submit(#","epochs":150,"trials":2"#, to: server)
    let before = try await wait(for: "iterations", of: id, on: server) {
      $0["progress"]["step"].integer! > 200
    }
    #expect(before["paused"].flag == false)
    let answer = try await server.post("/api/v1/jobs/\(id)/pause")
    #expect(answer.status == 200)
    #expect(try answer.json()["paused"].flag == true)
    let paused = try await wait(for: "the stop", of: id, on: server) { $0["status"].string == "interrupted" }
    #expect(statuses(paused) == ["interrupted", "queued"])
    #expect(paused["runs"][0]["threads"].integer == 2)
    let step = try #require(paused["runs"][0]["step"].integer)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "checkpoints/run-1").path)
    #expect(names.contains("step-\(step).safetensors"))
    #expect(try await server.post("/api/v1/jobs/\(id)/pause").status == 200)

    server.kill(signal: SIGKILL)
    server = try serve()
    // Others are trained meanwhile.
    let other = try await submit(#","epochs":150"#, to: server)
    _ = try await wait(for: "the other", of: other, on: server) { $0["status"].string == "succeeded" }
    let still = try await job(id, on: server)
    #expect(still["paused"].flag == true && statuses(still) == ["interrupted", "queued"])
    #expect(still["runs"][0]["step"].integer == step)

    #expect(try await server.post("/api/v1/jobs/\(id)/resume").json()["paused"].flag == false)
    let ended = try await wait(for: "the end", of: id, on: server) { $0["status"].string == "succeeded" }
    #expect(ended["runs"].list.map { $0["attempt"].integer } == [2, 1])
    let (points, others) = (try await points(1, on: server), try await self.points(3, on: server))
    #expect(points.count > 1500 * 6)
    #expect(points == others)
    #expect(try await weights(1, on: server) == weights(3, on: server))
  }

  @Test func `a cancelled run keeps its weights; what has ended takes no change`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try serve()
    let id = try await submit(#","epochs":100000"#, to: server)
    _ = try await wait(for: "iterations", of: id, on: server) { $0["progress"]["step"].integer! > 3 }
    #expect(try await server.post("/api/v1/jobs/\(id)/pause").status == 200)
    #expect(try await server.post("/api/v1/jobs/\(id)/cancel").status == 200)
    let ended = try await wait(for: "the end", of: id, on: server) { $0["status"].string == "cancelled" }
    #expect(ended["paused"].flag == false)
    let answer = try await server.get("/api/v1/runs/\(ended["runs"][0]["id"].integer!)/checkpoint")
    #expect(answer.status == 200)
    #expect(try TensorFile(answer.body, name: "cancelled").tensors["fc1.weight"]?.shape == [32, 784])
    for change in ["pause", "resume"] {
      let refused = try await server.post("/api/v1/jobs/\(id)/\(change)")
      #expect(refused.status == 409)
      #expect(
        try refused.json()["detail"].string == "job \(id) is cancelled and cannot be \(change)d any more")
    }
    #expect(try await server.post("/api/v1/jobs/\(id)/cancel").status == 200)
    for change in ["pause", "resume", "cancel"] {
      #expect(try await server.post("/api/v1/jobs/999/\(change)").status == 404)
    }
    let done = try await submit(#","epochs":1"#, to: server)
    _ = try await wait(for: "its end", of: done, on: server) { $0["status"].string == "succeeded" }
    #expect(try await server.post("/api/v1/jobs/\(done)/cancel").status == 409)
  }
}
