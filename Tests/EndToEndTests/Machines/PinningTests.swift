import Foundation
import Testing
import TestSupport

/// Runs side by side, each on cores of its own.
@Suite struct PinningTests {
  /// By thread: the cores that it may run on, as `taskset` says.
  private func affinities(of process: Int32) throws -> [String] {
    let taskset = Process()
    let output = Pipe()
    taskset.executableURL = URL(filePath: "/usr/bin/taskset")
    taskset.arguments = ["-c", "-a", "-p", "\(process)"]
    taskset.standardOutput = output
    try taskset.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    taskset.waitUntilExit()
    // pid 977's current affinity list: 0
    return text.split(separator: "\n").compactMap { $0.split(separator: ": ").last.map(String.init) }
  }

  @Test(.enabled(if: ProcessInfo.processInfo.activeProcessorCount >= 2, "needs two cores"))
  func `each has its own, and the server all of them`() async throws {
    let server = try ServerProcess()
    let body =
      #"{"dataset":"fashion-mnist","network":{"name":"fc5","width":200},"method":"dkp","steps":1000000,"trials":2}"#
    #expect(try await server.post("/api/v1/jobs", body).status == 201)
    for run in 1...2 {
      try await server.wait(for: "run \(run)") {
        try await server.get("/api/v1/runs/\(run)").json()["step"].integer.map { $0 > 0 } == true ? true : nil
      }
    }
    let all = try #require(try affinities(of: server.processIdentifier).first)
    let tied = try affinities(of: server.processIdentifier).filter { $0 != all }
    // Of each run the thread that trains, and one that makes its batches while it does.
    let places = Dictionary(grouping: tied, by: { $0 })
    #expect(places.count == 2, "\(places)")
    let own: [[Int]] = places.keys.map { self.numbers(of: $0) }
    let count = own.reduce(0) { $0 + $1.count }
    #expect(count == Set(own.joined()).count, "\(own)")
  }

  /// Of `0-3,8`.
  private func numbers(of list: String) -> [Int] {
    list.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      return ends.isEmpty ? [] : Array(ends[0]...ends[ends.count - 1])
    }
  }
}
