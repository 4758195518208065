import Foundation
import Testing
import TestSupport

/// A server whose disk fills up under it, and gets room again.
@Suite(.serialized, .enabled(if: MountedServer.isPossible, "needs mount namespaces"))
struct FullServerTests {
  private let tiny: TinyDataset

  init() throws { tiny = try TinyDataset() }

  private func config(_ epochs: Int) -> String {
    #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dkp","batch_size":20,"epochs":\#(epochs)}"#
  }

  @Test func `a full disk holds runs up, and with room again they end as if nothing had been`() async throws {
    let mounted = try MountedServer(
      room: 32 << 20, arguments: ["--datasets", tiny.root.path, "--threads", "2", "--workers", "1"])
    let server = mounted.server
    for epochs in [400, 5] {
      #expect(try await server.post("/api/v1/jobs", config(epochs)).status == 201)
    }
    try await server.wait(for: "some epochs") {
      try await server.get("/api/v1/runs/1").json()["step"].integer! > 60 ? true : nil
    }
    try mounted.fill()
    try await server.wait(for: "what to do, in the log") {
      server.log.text.contains("No space left on device") && server.log.text.contains("make room")
        ? true : nil
    }
    // It stays where it is, and answers.
    try await Task.sleep(for: .seconds(3))
    let before = try await server.get("/api/v1/runs/1").json()
    #expect(before["status"].string == "running")
    #expect(try await server.get("/api/v1/runs/2").json()["status"].string == "queued")
    #expect(try await server.get("/api/v1/health?verbose=1").status == 200)
    let refused = try await server.post("/api/v1/jobs", config(1))
    #expect(refused.status == 507)
    #expect(refused.text.contains("make room"), "\(refused.text)")

    try mounted.makeRoom()
    for run in 1...2 {
      let status = try await server.wait(for: "the end of run \(run)") {
        let status = try await server.get("/api/v1/runs/\(run)").json()["status"].string
        return ["succeeded", "failed"].contains(status) ? status : nil
      }
      #expect(status == "succeeded", "\(server.log.text)")
    }
    #expect(try await server.get("/api/v1/runs/1").json()["attempt"].integer == 1)

    let quiet = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--threads", "2"])
    #expect(try await quiet.post("/api/v1/jobs", config(400)).status == 201)
    try await quiet.wait(for: "the same run") {
      try await quiet.get("/api/v1/runs/1").json()["status"].string == "succeeded" ? true : nil
    }
    let (mine, whole) = (try await RunResult(1, on: server), try await RunResult(1, on: quiet))
    #expect(mine.points == whole.points)
    #expect(mine.steps == whole.steps)
    #expect(mine.weights == whole.weights)
  }
}
