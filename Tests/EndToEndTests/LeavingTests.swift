import Foundation
import Testing
import TestSupport

/// SIGTERM, while there is much to do.
@Suite(.serialized) struct LeavingTests {
  private let tiny: TinyDataset

  init() throws { tiny = try TinyDataset() }

  /// Connections that hold out: silent ones, halves of heads, halves of bodies.
  private func hold(_ port: Int) throws -> [Int32] {
    try [
      "", "GET /api/v1/jobs HTTP/1.1\r\nHo",
      "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc",
    ]
    .flatMap { text in try (0..<5).map { _ in try RawHTTP.open(port: port, Array(text.utf8)) } }
  }

  @Test func `a run in the middle of an epoch is saved and goes on afterwards`() async throws {
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let port = try #require(server.url.port)
    #expect(
      try await server.post(
        "/api/v1/jobs",
        #"{"dataset":"mnist","network":{"name":"fc5","width":512},"method":"bp","epochs":20000,"batch_size":20}"#
      ).status == 201)
    try await server.wait(for: "some iterations") {
      try await server.get("/api/v1/runs/1").json()["step"].integer! > 13 ? true : nil
    }
    let connections = try hold(port)
    defer { for connection in connections { close(connection) } }
    let start = ContinuousClock.now
    #expect(server.kill(signal: SIGTERM) == 0)
    // Printed, not asserted: what else the machine does is no fault of the server's.
    print("SIGTERM with 15 connections and a run under way: \(ContinuousClock.now - start)")
    let files = try FileManager.default.contentsOfDirectory(
      atPath: server.data.appending(path: "checkpoints/run-1").path)
    #expect(files.contains { $0.hasPrefix("step-") })
    let again = try ServerProcess(data: server.data, arguments: ["--datasets", tiny.root.path])
    try await again.wait(for: "the second attempt") {
      let run = try await again.get("/api/v1/runs/1").json()
      return run["attempt"].integer == 2 && run["status"].string == "running" ? true : nil
    }
    try await again.wait(for: "the iteration it goes on from") {
      again.log.text.contains(/goes on from iteration [1-9]/) ? true : nil
    }
    #expect(try await again.post("/api/v1/jobs/1/cancel").status == 200)
  }
}
