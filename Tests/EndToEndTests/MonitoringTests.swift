import Foundation
import Testing
import TestSupport

/// What a server tells those who watch over it, and what it logs.
@Suite(.serialized) struct MonitoringTests {
  private let tiny: TinyDataset

  init() throws { tiny = try TinyDataset() }

  private let config =
    #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dkp","epochs":2,"batch_size":20}"#

  private func figures(_ server: ServerProcess) async throws -> [String: Double] {
    let answer = try await server.get("/api/v1/metrics/prometheus")
    #expect(answer.status == 200)
    #expect(answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    return try PrometheusReader(answer.text).values
  }

  @Test func `the figures follow what happens`() async throws {
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let before = try await figures(server)
    #expect(before[#"bearing_runs{status="succeeded"}"#] == 0)
    #expect(before["bearing_points_written_total"] == 0)
    #expect(before.keys.contains { $0.hasPrefix("bearing_build_info{version=\"") })
    #expect(try await server.post("/api/v1/jobs", config).status == 201)
    try await server.wait(for: "the end of the run") {
      try await server.get("/api/v1/jobs/1").json()["status"].string == "succeeded" ? true : nil
    }
    _ = try await server.post(
      "/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"mnist"}"#)
    _ = try await server.post(
      "/api/v1/runs/2/metrics", #"{"series":[{"name":"loss","steps":[1,2,3],"values":[1,2,3]}]}"#)
    #expect(try await server.get("/api/v1/no-such").status == 404)
    // Ours: 20 iterations of six series and two epochs of eleven; three points from elsewhere.
    let points = 145.0
    let after = try await server.wait(for: "every point on disk") {
      let figures = try await self.figures(server)
      return figures["bearing_points_written_total"] == points ? figures : nil
    }
    #expect(after[#"bearing_runs{status="succeeded"}"#] == 1)
    #expect(after[#"bearing_runs{status="running"}"#] == 1)
    #expect(after[#"bearing_jobs{status="queued"}"#] == 0)
    #expect(after["bearing_points_waiting"] == 0)
    #expect(after["bearing_points_per_second"]! > 0)
    #expect(after["bearing_database_bytes"]! > 0)
    #expect(after["bearing_wal_bytes"]! > 0)
    #expect(after["bearing_http_connections"]! >= 1)
    #expect(after[#"bearing_http_requests_total{class="2xx"}"#]! > 3)
    #expect(after[#"bearing_http_requests_total{class="4xx"}"#] == 1)
    #expect(after[#"bearing_http_requests_total{class="5xx"}"#] == 0)
    #expect(after["process_resident_memory_bytes"]! > 1e6)
    #expect(after["process_open_fds"]! > 5)
    #expect(after["bearing_uptime_seconds"]! > before["bearing_uptime_seconds"]!)

    let health = try await server.get("/api/v1/health?verbose=1").json()
    #expect(health["status"].string == "ok")
    #expect(health["version"].string?.isEmpty == false)
    #expect(health["runs"]["succeeded"].integer == 1)
    #expect(health["points_written"].integer == Int(points))
    #expect(health["requests"]["4xx"].integer == 1)
    for key in [
      "uptime_seconds", "points_per_second", "points_waiting", "database_bytes", "wal_bytes", "connections",
      "resident_bytes", "open_files", "slow_requests",
    ] {
      #expect(health[key].double != nil, "\(key)")
    }
    #expect(
      try await server.get("/api/v1/health").json().keys.sorted() == [
        "database", "instance", "status", "version",
      ])
    #expect(try await server.get("/api/v1/health?verbose=2").status == 400)
  }

  @Test func `a server that was started again says so, and one with another database too`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bearing-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func identity(_ server: ServerProcess) async throws -> (instance: String?, database: String?) {
      let health = try await server.get("/api/v1/health").json()
      return (health["instance"].string, health["database"].string)
    }
    let server = try ServerProcess(data: folder)
    let first = try await identity(server)
    #expect(try await identity(server) == first)
    server.kill(signal: SIGKILL)
    let again = try await identity(try ServerProcess(data: folder))
    #expect(again.instance != first.instance && again.database == first.database)
    #expect(first.database?.isEmpty == false)
    let other = try await identity(try ServerProcess())
    #expect(other.instance != first.instance && other.database != first.database)
  }

  @Test func `runs are told of at info, requests at debug, nothing of either at warning`() async throws {
    func log(_ arguments: [String]) async throws -> String {
      let server = try ServerProcess(arguments: ["--datasets", tiny.root.path] + arguments)
      #expect(try await server.post("/api/v1/jobs", config).status == 201)
      try await server.wait(for: "the end of the run") {
        try await server.get("/api/v1/jobs/1").json()["status"].string == "succeeded" ? true : nil
      }
      #expect(server.kill(signal: SIGTERM) == 0)
      try await Task.sleep(for: .milliseconds(200))
      return server.log.text
    }
    let info = try await log([])
    #expect(info.contains(#/ info .*run 1 .*begins/#))
    #expect(info.contains(#/ info .*run 1: succeeded/#))
    #expect(!info.contains("/api/v1/jobs"))
    for option in [["--log-level", "debug"], ["--verbose"]] {
      let debug = try await log(option)
      #expect(debug.contains(#/ debug .*POST /api/v1/jobs 201 \d+ \d+\.\d ms/#), "\(option)")
      #expect(debug.contains(#/ info .*run 1: succeeded/#), "\(option)")
    }
    let warning = try await log(["--log-level", "warning"])
    #expect(!warning.contains("run 1") && !warning.contains("/api/v1"))
  }

  @Test func `a level that there is not is refused with those that there are`() throws {
    let run = try CommandRun(["serve", "--log-level", "loud"])
    #expect(run.status != 0)
    for level in ["trace", "debug", "info", "notice", "warning", "error"] {
      #expect(run.errors.contains(level))
    }
    #expect(try CommandRun(["serve", "--log-level", "info", "--verbose"]).status != 0)
  }
}
