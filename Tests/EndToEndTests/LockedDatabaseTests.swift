import Foundation
import Testing
import TestSupport

/// Somebody's shell keeps a transaction open on the database of a server or a command.
@Suite(.serialized) struct LockedDatabaseTests {
  private let tiny: TinyDataset

  init() throws { tiny = try TinyDataset() }

  private static let job =
    #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dkp","epochs":1,"batch_size":20}"#
  private static let run = #"{"method":"bp","network":"n","dataset":"d"}"#

  private func file(_ text: String) throws -> String {
    let file = tiny.root.appending(path: "config.json")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  @Test func `calls that change something are asked to come again, and nothing of them is stored`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--workers", "0"])
    let path = server.data.appending(path: "bearing.sqlite").path
    let lock = try DatabaseLock(path)
    try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
      // More than there are threads for them: none waits for all before it.
      for number in 0..<12 {
        group.addTask {
          switch number % 3 {
          case 0: try await server.post("/api/v1/jobs", Self.job)
          case 1: try await server.post("/api/v1/runs", Self.run)
          default: try await server.post("/api/v1/jobs/cancel?experiment=default&expected=0")
          }
        }
      }
      // Who only asks is answered meanwhile.
      #expect(try await server.get("/api/v1/jobs").status == 200)
      #expect(try await server.get("/api/v1/health?verbose=1").status == 200)
      for try await answer in group {
        #expect(answer.status == 503, "\(answer.text)")
        #expect(Int(answer["Retry-After"] ?? "") != nil)
        let detail = try answer.json()["detail"].string ?? ""
        #expect(detail.contains(path) && detail.contains("close it") && detail.contains("Nothing was stored"))
      }
    }
    lock.release()
    #expect(try await server.post("/api/v1/jobs", Self.job).status == 201)
    // One job: none of those that were refused has come to be.
    #expect(try await server.get("/api/v1/jobs").json()["jobs"].list.count == 1)
    #expect(try await server.get("/api/v1/runs").json()["runs"].list.count == 1)
  }

  @Test func `submit and the example in Python try again until the lock is gone`() async throws {
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--workers", "0"])
    let lock = try DatabaseLock(server.data.appending(path: "bearing.sqlite").path)
    let config = try file(Self.job)
    async let submitted = Task.detached {
      try CommandRun(["submit", config, "--server", server.url.absoluteString])
    }.value
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = [
      "python3", Fixtures.root.appending(path: "examples/log_from_python.py").path, server.url.absoluteString,
    ]
    try python.run()
    // Both have been refused by then.
    try await server.wait(for: "two refusals") {
      let answers = try await server.get("/api/v1/health?verbose=1").json()["requests"]["5xx"].integer ?? 0
      return answers >= 2 ? true : nil
    }
    lock.release()
    let run = try await submitted
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("trying again") && run.errors.contains("close it"), "\(run.errors)")
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
    #expect(try await server.get("/api/v1/jobs").json()["jobs"].list.count == 2)
  }

  @Test func `run waits for a lock that lasts, and says what for`() async throws {
    let data = tiny.root.appending(path: "data").path
    let config = try file(Self.job)
    let options = ["--data", data, "--datasets", tiny.root.path]
    #expect(try CommandRun(["run", config] + options).status == 0)
    let lock = try DatabaseLock(data + "/bearing.sqlite")
    async let second = Task.detached { try CommandRun(["run", config] + options) }.value
    // The lock outlives the patience of the database itself.
    try await Task.sleep(for: .seconds(8))
    lock.release()
    let run = try await second
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.errors.contains("bearing.sqlite") && run.errors.contains("waiting for up to"), "\(run.errors)")
  }
}
