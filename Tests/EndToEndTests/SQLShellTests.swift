import Foundation
import Testing
import TestSupport

/// The sqlite3 shell and `bearing sql` on the database of a server that is writing to it.
@Suite struct SQLShellTests {
  private func shell(_ path: String, _ query: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sqlite3", "-readonly", path, query]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text + complaint, as: UTF8.self))
  }

  @Test func `both read while a run is under way, each time what is committed by then`() async throws {
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let job = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dkp","epochs":100000,"batch_size":20}"#
    )
    #expect(job.status == 201)
    let path = server.data.path + "/bearing.sqlite"
    // Loss and accuracy are committed together, so that a torn read would show.
    let query =
      "select sum(metric = 'loss') as losses, sum(metric = 'accuracy') as accuracies from metrics where layer is null"
    try await server.wait(for: "points") {
      try await server.rows(query)[0][0].integer ?? 0 > 0 ? true : nil
    }
    var last = 0
    for round in 0..<10 {
      let count = try await server.wait(for: "more points") { () -> Int? in
        let counts: [Int]
        if round % 2 == 0 {
          let answer = try shell(path, query)
          #expect(answer.status == 0, "\(answer.output)")
          counts = answer.output.split(whereSeparator: { "|\n".contains($0) }).compactMap { Int($0) }
        } else {
          let answer = try CommandRun(["sql", query, "--data", server.data.path, "--format", "json"])
          #expect(answer.status == 0, "\(answer.errors)")
          counts = try JSONTree(Data(answer.output.utf8))["rows"][0].list.compactMap(\.integer)
        }
        #expect(counts.count == 2 && counts[0] == counts[1], "\(counts)")
        return counts.first.flatMap { $0 > last ? $0 : nil }
      }
      last = count
    }
    #expect(try await server.get("/api/v1/runs/1").json()["status"].string == "running")
    #expect(try shell(path, "pragma quick_check").output == "ok\n")
  }
}
