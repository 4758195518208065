import Foundation
import Testing
import TestSupport

/// Files that somebody else has damaged or taken away.
@Suite(.serialized) struct LostFilesTests {
  private let tiny: TinyDataset
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "lost-\(UUID().uuidString)")
  }

  private func serve(_ data: URL? = nil) throws -> ServerProcess {
    try ServerProcess(data: data, arguments: ["--datasets", tiny.root.path, "--threads", "2"])
  }

  private func submit(_ epochs: Int, dataset: String = "mnist", to server: ServerProcess) async throws {
    let answer = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"\#(dataset)","network":{"name":"fc5","width":32},"method":"kp","batch_size":20,"epochs":\#(epochs)}"#
    )
    #expect(answer.status == 201, "\(answer.text)")
  }

  private func ended(_ run: Int, on server: ServerProcess) async throws -> JSONTree {
    try await server.wait(for: "the end of run \(run)") {
      let run = try await server.get("/api/v1/runs/\(run)").json()
      return ["succeeded", "failed"].contains(run["status"].string) ? run : nil
    }
  }

  private func past(_ step: Int, on server: ServerProcess) async throws {
    try await server.wait(for: "iteration \(step)") {
      try await server.get("/api/v1/runs/1").json()["step"].integer! > step ? true : nil
    }
  }

  private func checkpoints() throws -> [Int] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "checkpoints/run-1").path)
      .compactMap { $0.hasPrefix("step-") ? Int($0.dropFirst(5).dropLast(12)) : nil }.sorted(by: >)
  }

  @Test(arguments: ["cut short", "one bit", "empty"])
  func `a damaged newest checkpoint gives way to the one before it`(damage: String) async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var server = try serve(folder)
    try await submit(120, to: server)
    try await past(300, on: server)
    server.kill(signal: SIGKILL)
    let steps = try checkpoints()
    // Two are kept; a kill may come before the oldest of three is gone.
    #expect((2...3).contains(steps.count), "\(steps)")
    let file = folder.appending(path: "checkpoints/run-1/step-\(steps[0]).safetensors")
    var bytes = try Data(contentsOf: file)
    switch damage {
    case "cut short": bytes = bytes.prefix(bytes.count / 2)
    case "one bit": bytes[bytes.count / 2] ^= 16
    default: bytes = Data()
    }
    try bytes.write(to: file)
    server = try serve(folder)
    let run = try await ended(1, on: server)
    #expect(run["status"].string == "succeeded")
    #expect(run["attempt"].integer == 2)
    #expect(server.log.text.contains("run 1: goes on from iteration \(steps[1])"))
    #expect(server.log.text.contains("this checkpoint is passed over"))
    #expect(server.log.text.contains("step-\(steps[0]).safetensors"))

    try await submit(120, to: server)
    _ = try await ended(2, on: server)
    let (mine, whole) = (try await RunResult(1, on: server), try await RunResult(2, on: server))
    #expect(mine.disorderly == [])
    #expect(mine.points == whole.points)
    #expect(mine.steps == whole.steps)
    #expect(mine.weights == whole.weights)
  }

  @Test func `a dataset that is deleted while a run trains is not missed by it`() async throws {
    let server = try serve()
    try await submit(150, to: server)
    try await past(100, on: server)
    try FileManager.default.removeItem(at: tiny.root.appending(path: "mnist"))
    #expect(try await ended(1, on: server)["status"].string == "succeeded")
    try await submit(1, to: server, expecting: 422)
  }

  private func submit(_ epochs: Int, to server: ServerProcess, expecting status: Int) async throws {
    let answer = try await server.post(
      "/api/v1/jobs", #"{"dataset":"mnist","network":"fc5","method":"bp","epochs":\#(epochs)}"#)
    #expect(answer.status == status, "\(answer.text)")
    #expect(answer.text.contains("mnist"), "\(answer.text)")
  }

  /// A registered name, and one that is only known by its files.
  @Test(arguments: ["mnist", "bars"])
  func `a run whose dataset is gone fails, says where it was looked for, and keeps its points`(
    name: String
  ) async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = tiny.root.appending(path: name)
    if name != "mnist" {
      try FileManager.default.copyItem(at: tiny.root.appending(path: "mnist"), to: files)
    }
    var server = try serve(folder)
    try await submit(100_000, dataset: name, to: server)
    try await past(300, on: server)
    server.kill(signal: SIGKILL)
    let newest = try checkpoints()[0]
    try FileManager.default.removeItem(at: files)
    server = try serve(folder)
    let run = try await ended(1, on: server)
    #expect(run["status"].string == "failed")
    let message = try #require(run["message"].string)
    print(message)
    #expect(message.contains(name), "\(message)")
    // Of a name that is only known by its files, nothing is known without them.
    #expect(message.contains(name == "mnist" ? tiny.root.path : "expected one of"), "\(message)")
    // What was trained up to the checkpoint is there, and so is the checkpoint.
    let rows = try await server.rows("select count(*), max(step) from metrics where metric = 'loss'")
    #expect(rows[0].map(\.integer) == [newest, newest])
    #expect(try checkpoints() == [newest])
    #expect(try await server.get("/api/v1/runs/1/checkpoint").status == 200)
    // The server is none the worse for it.
    if name != "mnist" {
      try await submit(1, to: server)
      #expect(try await ended(2, on: server)["status"].string == "succeeded")
    }
  }
}
