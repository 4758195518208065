import Foundation
import Testing
import TestSupport

/// Servers that have less memory than a job asks for. `ulimit -v` bounds them; a machine's own memory does the same, with
/// the kernel to end a process that goes beyond it.
@Suite(.serialized) struct MemoryTests {
  private let tiny: TinyDataset

  /// An epoch by twos takes longer than a server lives here, so that it comes to no checkpoint.
  init() throws { tiny = try TinyDataset(training: 20_000) }

  private func serve(
    _ data: URL? = nil, megabytes: Int, workers: Int = 1
  ) throws -> ServerProcess {
    try ServerProcess(
      data: data,
      arguments: ["--datasets", tiny.root.path, "--threads", "\(workers)", "--workers", "\(workers)"],
      through: ["bash", "-c", #"ulimit -v "$0"; exec "$@""#, "\(megabytes << 10)"])
  }

  private func body(width: Int, steps: Int, batch: Int = 50) -> String {
    #"""
    {"dataset":"mnist","network":{"name":"fc5","width":\#(width)},"method":"bp","steps":\#(steps),"batch_size":\#(batch)}
    """#
  }

  private func ended(_ run: Int, on server: ServerProcess) async throws -> JSONTree {
    try await server.wait(for: "the end of run \(run)") {
      let run = try await server.get("/api/v1/runs/\(run)").json()
      return ["succeeded", "failed"].contains(run["status"].string) ? run : nil
    }
  }

  @Test func `a job that can never fit is a 422, and the next one is trained`() async throws {
    let server = try serve(megabytes: 6144)
    let refused = try await server.post("/api/v1/jobs", body(width: 16384, steps: 2))
    #expect(refused.status == 422)
    let message = try refused.json()["errors"].list.first?["message"].string ?? ""
    #expect(message.contains("GB of memory, and this program can have"), "\(message)")
    #expect(message.contains("ulimit -v"), "\(message)")
    #expect(try await server.post("/api/v1/jobs", body(width: 32, steps: 2)).status == 201)
    #expect(try await ended(1, on: server)["status"].string == "succeeded")
    // On the command line it is the same.
    let folder = FileManager.default.temporaryDirectory.appending(path: "memory-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let config = folder.appending(path: "config.json")
    try body(width: 16384, steps: 2).write(to: config, atomically: true, encoding: .utf8)
    let run = try CommandRun(
      ["run", config.path, "--datasets", tiny.root.path, "--data", folder.path],
      through: ["bash", "-c", #"ulimit -v "$0"; exec "$@""#, "6291456"])
    #expect(
      run.status != 0 && run.errors.contains("GB of memory, and this program can have"), "\(run.errors)")
  }

  /// Stored where there was more memory, as after a move to a smaller machine.
  @Test func `a job that was stored on a larger machine fails with a word, and the next one is trained`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "memory-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let large = try ServerProcess(
        data: folder, arguments: ["--datasets", tiny.root.path, "--workers", "0"])
      for width in [6144, 32] {
        #expect(try await large.post("/api/v1/jobs", body(width: width, steps: 2)).status == 201)
      }
      #expect(large.kill(signal: SIGTERM) == 0)
    }
    // 1.4 GB are needed. Beside the program's 0.8 GB of addresses there has to be room for the second run, whichever of the
    // program's threads have asked for memory: the heap of each takes 64 MB of addresses when it first does.
    let small = try serve(folder, megabytes: 1800)
    let run = try await ended(1, on: small)
    #expect(run["status"].string == "failed")
    #expect(run["message"].string?.contains("of memory, and this program can have") == true, "\(run)")
    let second = try await ended(2, on: small)
    #expect(second["status"].string == "succeeded", "\(second)")
  }

  @Test func `of two runs that do not fit together, the second waits, says so, and is trained`() async throws
  {
    let server = try serve(megabytes: 3000, workers: 2)
    // 0.8 GB each: 68 million numbers, three times.
    for _ in 0..<2 {
      #expect(try await server.post("/api/v1/jobs", body(width: 4700, steps: 12)).status == 201)
    }
    let waiting = try await server.wait(for: "a run that waits") {
      let text = try await server.get("/api/v1/jobs/2").json()["waiting"].string
      let first = try await server.get("/api/v1/runs/1").json()["status"].string
      return text ?? (first == "succeeded" ? "" : nil)
    }
    #expect(waiting.contains("of memory, and") && waiting.contains("begins by itself"), "\(waiting)")
    #expect(try await server.get("/api/v1/runs/2").json()["status"].string == "queued")
    #expect(try await ended(1, on: server)["status"].string == "succeeded")
    #expect(try await ended(2, on: server)["status"].string == "succeeded", "\(server.log.text)")
    #expect(try await server.get("/api/v1/jobs/2").json()["waiting"].isNull)
  }

  @Test func `a run in which the server dies three times is not taken up a fourth time`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "deaths-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for round in 1...4 {
      let server = try ServerProcess(
        data: folder, arguments: ["--datasets", tiny.root.path, "--threads", "2"])
      if round == 1 {
        for steps in [1_000_000, 2] {
          let width = steps == 2 ? 32 : 700
          #expect(
            try await server.post("/api/v1/jobs", body(width: width, steps: steps, batch: 2)).status == 201)
        }
      }
      if round == 4 {
        #expect(try await ended(2, on: server)["status"].string == "succeeded")
        // The other one may be through before this one has been given up.
        let run = try await ended(1, on: server)
        #expect(run["status"].string == "failed" && run["attempt"].integer == 3)
        #expect(run["message"].string?.contains("the process died 3 times") == true, "\(run)")
      } else {
        try await server.wait(for: "the run") {
          try await server.get("/api/v1/runs/1").json()["status"].string == "running" ? true : nil
        }
        #expect(server.kill(signal: SIGKILL) == SIGKILL)
      }
    }
  }
}
