import Foundation
import Testing
import TestSupport

/// `bearing submit` with what is of the request and not of the config.
@Suite(.serialized) struct SubmitTests {
  private let tiny: TinyDataset
  private let folder: URL
  private let server: ServerProcess

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "submit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--threads", "2", "--workers", "2"])
  }

  private func submit(_ arguments: String...) throws -> CommandRun {
    let file = folder.appending(path: "config.json")
    try Data(#"{"dataset":"mnist","network":"fc5","method":"dkp","epochs":1,"batch_size":20}"#.utf8)
      .write(to: file)
    return try CommandRun(["submit", file.path, "--server", server.url.absoluteString] + arguments)
  }

  @Test func `a sweep on the command line is watched to the end of its last job`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try submit(
      "--set", "network.width=16", "--sweep", "optimizer.learning_rate=0.01,0.02", "--sweep",
      #"method=["dfa","bp"]"#, "--priority", "3", "--watch")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    try #require(lines.count == 4)
    #expect(
      lines[1] == "job 2 is queued (method=dfa, learning_rate=0.02): \(server.url.absoluteString)/?runs=2")
    for id in 1...4 { #expect(run.errors.contains("job \(id) succeeded")) }
    let jobs = try await server.get("/api/v1/jobs").json()["jobs"].list
    #expect(jobs.map { $0["priority"].integer } == [3, 3, 3, 3])
    #expect(jobs.map { $0["network"].string } == Array(repeating: "fc5:16", count: 4))
    #expect(jobs.map { $0["method"].string } == ["bp", "bp", "dfa", "dfa"])
  }

  @Test func `what is wrong is told with its path, and nothing is queued`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let value = try submit("--sweep", "method=dfa,dpk")
    #expect(value.status != 0)
    #expect(value.errors.contains(#"$.sweep["method"][1]: expected one of"#), "\(value.errors)")
    let form = try submit("--sweep", "method")
    #expect(form.errors.contains("--sweep takes key.path=value, as in --sweep method=dfa,dkp"))
    #expect(try submit("--priority", "200").errors.contains("$.priority"))
    #expect(try await server.get("/api/v1/jobs").json()["jobs"].list.isEmpty)
  }
}
