import Foundation
import Testing
import TestSupport

/// A terminal that is closed under a program.
@Suite(.serialized) struct HangUpTests {
  private let tiny: TinyDataset

  init() throws { tiny = try TinyDataset() }

  private let long =
    #"{"dataset":"mnist","network":{"name":"fc5","width":64},"method":"bp","epochs":20000,"batch_size":20}"#

  private func start(_ wrapper: [String] = [], data: String) throws -> Process {
    let config = tiny.root.appending(path: "config.json")
    try Data(long.utf8).write(to: config)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      wrapper + [
        ServerProcess.program.path, "run", config.path, "--data", data, "--datasets", tiny.root.path,
      ]
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// The status of run 1 and whether iterations of it are stored.
  private func state(_ data: String) throws -> String {
    try CommandRun(["sql", "select status, step > 20 from runs", "--data", data, "--format", "csv"]).output
  }

  private func wait(_ data: String, for text: String) async throws {
    for _ in 0..<1_200 {
      if try state(data).contains(text) { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw ProcessError(description: "waited in vain for \(text)")
  }

  @Test func `run keeps what it has learned when its terminal is closed`() async throws {
    let data = tiny.root.appending(path: "data").path
    let process = try start(data: data)
    try await wait(data, for: "running,1")
    kill(process.processIdentifier, SIGHUP)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(try state(data).contains("cancelled,1"))
    let files = try FileManager.default.contentsOfDirectory(atPath: data + "/checkpoints/run-1")
    #expect(files.contains { $0.hasPrefix("step-") })
  }

  @Test func `under nohup it goes on`() async throws {
    let data = tiny.root.appending(path: "data").path
    let process = try start(["nohup"], data: data)
    try await wait(data, for: "running,1")
    kill(process.processIdentifier, SIGHUP)
    // It is still there to be told by the signal that it does listen to.
    try await Task.sleep(for: .milliseconds(300))
    #expect(process.isRunning)
    #expect(try state(data).contains("running,1"))
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(try state(data).contains("cancelled,1"))
  }

  @Test func `a run whose process died is named by sql and doctor until it is taken up again`() async throws {
    let data = tiny.root.appending(path: "data").path
    let process = try start(data: data)
    try await wait(data, for: "running,1")
    let beside = try CommandRun(["sql", "select 1", "--data", data])
    #expect(beside.errors.isEmpty, "\(beside.errors)")
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let after = try CommandRun(["sql", "select 1", "--data", data])
    #expect(after.errors.contains("run 1 only claims to be running"), "\(after.errors)")
    #expect(after.errors.contains("bearing serve"))
    let doctor = try CommandRun(["doctor", "--data", data, "--datasets", tiny.root.path])
    #expect(
      doctor.output.contains("warn  run 1 claims to be running, and no process trains on \(data)"),
      "\(doctor.output)")
    let server = try ServerProcess(data: URL(filePath: data), arguments: ["--workers", "0"])
    defer { server.kill(signal: SIGTERM) }
    #expect(try CommandRun(["sql", "select 1", "--data", data]).errors.isEmpty)
  }

  @Test func `serve leaves in order when its terminal is closed`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    #expect(server.kill(signal: SIGHUP) == 0)
  }

  @Test func `a table needs no folder for temporary files`() async throws {
    let server = try ServerProcess(
      arguments: ["--workers", "0"], through: ["env", "TMPDIR=/no/such/folder"])
    _ = try await server.post("/api/v1/runs", #"{"method":"bp","network":"n","dataset":"d"}"#)
    _ = try await server.post(
      "/api/v1/runs/1/metrics", #"{"series":[{"name":"loss","steps":[1],"values":[2]}]}"#)
    let table = try await server.get("/api/v1/metrics.csv?runs=1")
    #expect(table.status == 200 && table.text.contains("1,1,loss,,1,1,2.0"), "\(table.text)")
    let checkpoints = server.data.appending(path: "checkpoints").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: checkpoints).isEmpty)
    // A folder that cannot be made is told, with where it is.
    try FileManager.default.removeItem(atPath: checkpoints)
    try Data().write(to: URL(filePath: checkpoints))
    let refused = try await server.get("/api/v1/metrics.csv?runs=1")
    #expect(refused.status == 507 && refused.text.contains("data directory"), "\(refused.text)")
  }
}
