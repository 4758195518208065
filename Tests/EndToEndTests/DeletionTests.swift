import Foundation
import Testing
import TestSupport

/// Deletion through a real server: gone at once, removed in the background, whatever happens to the server.
@Suite(.serialized) struct DeletionTests {
  private let tiny: TinyDataset
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "deletion-\(UUID().uuidString)")
  }

  private func serve() throws -> ServerProcess {
    try ServerProcess(data: folder, arguments: ["--datasets", tiny.root.path, "--threads", "2"])
  }

  private func submit(_ changes: String, to server: ServerProcess) async throws -> Int {
    let answer = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dkp","batch_size":20\#(changes)}"#)
    #expect(answer.status == 201, "\(answer.text)")
    return try #require(try answer.json()["id"].integer)
  }

  /// What the sqlite3 shell answers.
  private func sql(_ query: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sqlite3", folder.appending(path: "bearing.sqlite").path, query]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private var size: Int {
    let path = folder.appending(path: "bearing.sqlite").path
    return (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  /// Expects that nobody who asks finds anything of a job.
  private func expectGone(_ job: Int, run: Int, from server: ServerProcess) async throws {
    #expect(try await server.get("/api/v1/jobs/\(job)").status == 404)
    #expect(try await server.get("/api/v1/runs/\(run)").status == 404)
    #expect(try await server.get("/api/v1/runs/\(run)/checkpoint").status == 404)
    #expect(try await !server.get("/api/v1/jobs").json()["jobs"].list.contains { $0["id"].integer == job })
    #expect(try await !server.get("/api/v1/runs").json()["runs"].list.contains { $0["id"].integer == run })
    #expect(try await server.get("/api/v1/metrics?runs=\(run)").json()["series"].list.isEmpty)
    #expect(try await server.get("/api/v1/metrics.csv?runs=\(run)").text.split(separator: "\n").count == 1)
    #expect(try sql("select count(*) from metrics where job_id = \(job)") == "0")
    #expect(try sql("select count(*) from angles where run_id = \(run)") == "0")
    for change in ["cancel", "pause", "resume", "clone"] {
      #expect(try await server.post("/api/v1/jobs/\(job)/\(change)").status == 404, "\(change)")
    }
    #expect(try await server.send("DELETE", "/api/v1/jobs/\(job)").status == 404)
  }

  private func removed(_ job: Int, from server: ServerProcess) async throws {
    try await server.wait(for: "the removal of job \(job)") {
      try sql("select count(*) from jobs where id = \(job)") == "0" ? true : nil
    }
  }

  @Test func `a running job is stopped, gone at once, and nothing of it stays`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try serve()
    let kept = try await submit(#","epochs":2"#, to: server)
    let id = try await submit(#","epochs":100000,"trials":2,"experiment":"short-lived""#, to: server)
    try await server.wait(for: "its checkpoint") {
      try await server.get("/api/v1/runs/2/checkpoint").status == 200 ? true : nil
    }
    let answer = try await server.send("DELETE", "/api/v1/jobs/\(id)")
    #expect(answer.status == 202)
    try await expectGone(id, run: 2, from: server)
    // The thread that trained it is free for the next one.
    let next = try await submit(#","epochs":1"#, to: server)
    try await server.wait(for: "the next job") {
      try await server.get("/api/v1/jobs/\(next)").json()["status"].string == "succeeded" ? true : nil
    }
    try await removed(id, from: server)
    #expect(try sql("select count(*) from runs where job_id = \(id)") == "0")
    #expect(try sql("select count(*) from series where run_id not in (select id from runs)") == "0")
    #expect(try sql("select count(*) from points where series_id not in (select id from series)") == "0")
    #expect(try sql("select count(*) from experiments where name = 'short-lived'") == "0")
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "checkpoints").path)
    #expect(folders.sorted() == ["run-1", "run-4"])
    #expect(try await server.get("/api/v1/jobs/\(kept)").json()["status"].string == "succeeded")
    #expect(try sql("pragma integrity_check; pragma foreign_key_check") == "ok")
  }

  @Test func `a large job's points go while another trains, through kill -9, and the file gets smaller`()
    async throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    var server = try serve()
    let run = try #require(
      try await server.post("/api/v1/runs", #"{"method":"m","network":"n","dataset":"d"}"#).json()["id"]
        .integer)
    let job = try #require(try await server.get("/api/v1/runs/\(run)").json()["job_id"].integer)
    // Twenty transactions' worth of points.
    for part in 0..<6 {
      let steps = (1...100_000).map { part * 100_000 + $0 }
      let list = steps.map(String.init).joined(separator: ",")
      let values = steps.map { String(Double($0 % 977) / 7) }.joined(separator: ",")
      let answer = try await server.post(
        "/api/v1/runs/\(run)/metrics",
        #"{"series":[{"name":"loss","steps":[\#(list)],"values":[\#(values)]}]}"#)
      #expect(answer.status == 200, "\(answer.text)")
    }
    let training = try await submit(#","epochs":150"#, to: server)
    _ = try sql("pragma wal_checkpoint(passive)")
    let before = size
    #expect(before > 10_000_000)

    #expect(try await server.send("DELETE", "/api/v1/jobs/\(job)").status == 202)
    try await server.wait(for: "a part to be gone") {
      let left = Int(try sql("select count(*) from points where series_id = 1")) ?? 0
      return left < 600_000 ? true : nil
    }
    server.kill(signal: SIGKILL)
    let left = Int(try sql("select count(*) from points where series_id = 1")) ?? 0
    print("killed with \(left) of 600000 points left")
    server = try serve()
    try await expectGone(job, run: run, from: server)
    try await removed(job, from: server)
    try await server.wait(for: "the file to get smaller") { size < before / 2 ? true : nil }
    try await server.wait(for: "the job beside it") {
      try await server.get("/api/v1/jobs/\(training)").json()["status"].string == "succeeded" ? true : nil
    }
    let own = try await server.get("/api/v1/jobs/\(training)").json()["runs"][0]["id"].integer!
    let steps = try await server.get("/api/v1/metrics?runs=\(own)&names=loss").json()["series"][0]["steps"]
    #expect(steps.list.map(\.integer) == Array(1...1500))
    #expect(try await server.post("/api/v1/runs/\(run)/metrics", #"{"series":[]}"#).status == 404)
    #expect(server.kill(signal: SIGTERM) == 0)
    #expect(try sql("pragma integrity_check") == "ok")
    print("bearing.sqlite: \(before) bytes before, \(size) after")
  }
}
