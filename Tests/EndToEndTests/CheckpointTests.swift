import Foundation
import Testing
import TestSupport

/// Checkpoints from outside: servers that die, weights that leave and come back.
@Suite(.serialized) struct CheckpointTests {
  private let tiny: TinyDataset
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "checkpoints-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func serve(_ data: URL? = nil) throws -> ServerProcess {
    try ServerProcess(data: data, arguments: ["--datasets", tiny.root.path, "--threads", "2"])
  }

  private func config(_ changes: String) -> String {
    #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dkp","batch_size":20\#(changes)}"#
  }

  private func submit(_ changes: String, to server: ServerProcess) async throws {
    let answer = try await server.post("/api/v1/jobs", config(changes))
    #expect(answer.status == 201, "\(answer.text)")
  }

  private func run(_ id: Int, on server: ServerProcess) async throws -> JSONTree {
    try await server.get("/api/v1/runs/\(id)").json()
  }

  private func ended(_ id: Int, on server: ServerProcess) async throws {
    let status = try await server.wait(for: "the end of run \(id)") {
      let status = try await run(id, on: server)["status"].string
      return ["succeeded", "failed", "cancelled"].contains(status) ? status : nil
    }
    #expect(status == "succeeded")
  }

  /// Every stored point of a run as CSV, without the run's number and without how fast it went.
  private func points(_ id: Int, on server: ServerProcess) async throws -> [Substring] {
    let csv = try await server.get("/api/v1/metrics.csv?runs=\(id)")
    return csv.text.split(separator: "\n").filter { !$0.contains("samples_per_second") }
      .map { $0[($0.firstIndex(of: ",") ?? $0.startIndex)...] }
  }

  private func weights(_ id: Int, on server: ServerProcess) async throws -> [String: TensorFile.Tensor] {
    let answer = try await server.get("/api/v1/runs/\(id)/checkpoint")
    #expect(answer.status == 200)
    return try TensorFile(answer.body, name: "run \(id)").tensors
  }

  private func files(of run: Int, in data: URL) -> [String] {
    let path = data.appending(path: "checkpoints/run-\(run)").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Lets a run go on for a while, kills its server, and starts the next one, as often as there are signals.
  private func broken(by signals: [Int32]) async throws {
    var server = try serve(folder)
    try await submit(#","epochs":150"#, to: server)
    for (count, signal) in signals.enumerated() {
      let before = try await run(1, on: server)["step"].integer!
      try await server.wait(for: "more epochs") {
        try await run(1, on: server)["step"].integer! > before + 120 + count * 37 ? true : nil
      }
      server.kill(signal: signal)
      #expect(files(of: 1, in: folder).contains { $0.hasPrefix("step-") })
      server = try serve(folder)
    }
    try await ended(1, on: server)
    #expect(try await run(1, on: server)["attempt"].integer == signals.count + 1)
    #expect(server.log.text.contains("run 1: goes on from iteration"))
    // They go once the database knows of the end, which is what was waited for.
    try await server.wait(for: "nothing but the weights") {
      files(of: 1, in: folder) == ["weights.safetensors"] ? true : nil
    }

    try await submit(#","epochs":150"#, to: server)
    try await ended(2, on: server)
    let (points, others) = (try await points(1, on: server), try await points(2, on: server))
    #expect(points.count > 1500 * 6)
    #expect(points == others)
    #expect(try await weights(1, on: server) == weights(2, on: server))
  }

  @Test func `a server that is killed goes on, and nothing shows in points or weights`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try await broken(by: [SIGKILL, SIGKILL])
  }

  @Test func `a server that is stopped goes on where it was`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try await broken(by: [SIGTERM])
  }

  @Test func `the newest weights are there while a run trains, without the optimizers'`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try serve()
    #expect(try await server.get("/api/v1/runs/1/checkpoint").status == 404)
    try await submit(#","epochs":100000"#, to: server)
    try await submit(#","epochs":1"#, to: server)
    let none = try await server.get("/api/v1/runs/2/checkpoint")
    #expect(none.status == 404)
    #expect(none["Content-Type"] == "application/problem+json")
    #expect(try none.json()["detail"].string?.contains("no checkpoint yet") == true)
    let answer = try await server.wait(for: "the first checkpoint") {
      let answer = try await server.get("/api/v1/runs/1/checkpoint")
      return answer.status == 200 ? answer : nil
    }
    #expect(answer["Content-Type"] == "application/octet-stream")
    #expect(answer["Content-Disposition"] == #"attachment; filename="run-1.safetensors""#)
    let tensors = try TensorFile(answer.body, name: "run 1").tensors
    #expect(tensors.mapValues(\.shape) == Self.shapes)
    for path in ["1/checkpoint/x", "x/checkpoint", "-1/checkpoint", "%2e%2e%2f1/checkpoint", "../checkpoint"]
    {
      #expect(try await server.get("/api/v1/runs/\(path)").status == 404, "\(path)")
    }
    let left = try FileManager.default.contentsOfDirectory(
      atPath: server.data.appending(path: "checkpoints").path)
    #expect(left == ["run-1"])
    #expect(try await server.post("/api/v1/jobs/1/cancel").status == 200)
  }

  /// The design's names, in PyTorch's shapes.
  private static let shapes: [String: [Int]] = {
    var shapes: [String: [Int]] = [:]
    for (block, inputs, outputs) in [
      ("fc1", 784, 32), ("fc2", 32, 32), ("fc3", 32, 32), ("fc4", 32, 32), ("fc5", 32, 10),
    ] {
      shapes["\(block).weight"] = [outputs, inputs]
      shapes["\(block).bias"] = [outputs]
      guard block != "fc5" else { continue }
      for name in ["weight", "bias", "running_mean", "running_var"] {
        shapes["\(block).norm.\(name)"] = [outputs]
      }
      shapes["\(block).feedback"] = [10, outputs]
    }
    return shapes
  }()

  private func command(_ changes: String, _ arguments: String...) throws -> CommandRun {
    let file = folder.appending(path: "config.json")
    try Data(config(changes).utf8).write(to: file)
    return try CommandRun(
      ["run", file.path, "--data", folder.path, "--datasets", tiny.root.path] + arguments)
  }

  @Test func `run saves the weights, and another run starts with them`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (saved, csv) = (folder.appending(path: "a.safetensors").path, folder.appending(path: "a.csv"))
    // Weights that do not move: what is saved is what the first loss was measured with.
    let still = #"""
      ,"steps":1,"shuffle":false,"optimizer":{"learning_rate":0},"feedback":{"optimizer":{"learning_rate":0}}
      """#
    let first = try command(still, "--save", saved, "--csv", csv.path)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("weights saved to \(saved)"))
    #expect(try TensorFile(contentsOf: URL(filePath: saved)).tensors.mapValues(\.shape) == Self.shapes)
    func loss(_ run: CommandRun) throws -> String? {
      #expect(run.status == 0, "\(run.errors)")
      return try String(contentsOf: csv, encoding: .utf8).split(separator: "\n")
        .first { $0.contains(",loss,") }?.split(separator: ",").last.map(String.init)
    }
    let expected = try loss(first)
    let with = #","seed":7,"initial_weights":"\#(saved)""#
    #expect(try loss(command(still + with, "--csv", csv.path)) == expected)
    #expect(try loss(command(still + #","seed":7"#, "--csv", csv.path)) != expected)
    // A path that is none of the command's own folder is found by whoever takes the run up.
    let wrong = try command(still + with, "--set", "network.width=16")
    #expect(wrong.status != 0)
    #expect(wrong.errors.contains("\(saved): expected fc1.weight of shape [16, 784], found [32, 784]"))
  }

  @Test
  func `several trials are saved to files of their own, and a place that cannot be written is told at once`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try command(
      #","epochs":1,"trials":2,"seed":4"#, "--save", folder.appending(path: "w.safetensors").path)
    #expect(run.status == 0, "\(run.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("w") }
    #expect(names.sorted() == ["w-seed-4.safetensors", "w-seed-5.safetensors"])
    let nowhere = try command(#","epochs":100000"#, "--save", "/no/such/folder/w.safetensors")
    #expect(nowhere.status != 0)
    #expect(nowhere.errors.contains("/no/such/folder/w.safetensors: cannot be written"))
    let device = try command(#","epochs":100000"#, "--save", "/dev/null")
    #expect(device.errors.contains("/dev/null: cannot be written"))
  }

  @Test func `initial weights are of the command line alone`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try serve()
    let answer = try await server.post(
      "/api/v1/jobs", config(#","epochs":1,"initial_weights":"/etc/passwd""#))
    #expect(answer.status == 422)
    #expect(answer.text.contains("$.initial_weights"))
  }
}
