import Foundation
import Testing
import TestSupport

/// Queries that are meant to take all of the machine. The server answers others meanwhile, and is as it was.
@Suite(.timeLimit(.minutes(10))) struct SQLBombTests {
  private static let seconds = 2
  private let server: ServerProcess

  init() throws { server = try ServerProcess(arguments: ["--sql-seconds", "\(Self.seconds)"]) }

  private static let endless =
    "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"

  @Test func `two queries at once, others are answered meanwhile and a third is told when to come again`()
    async throws
  {
    let server = server
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<2 { group.addTask { try await server.sql(Self.endless).status } }
      try await server.wait(for: "both processes") { try children().count == 2 ? true : nil }
      let refused = try await server.sql("select 1")
      #expect(refused.status == 503 && refused["Retry-After"] == "1")
      #expect(refused.text.contains("2 queries are running already"))
      // Each of the server's threads would be held up by now if the queries were run on them.
      for _ in 0..<20 { #expect(try await server.get("/api/v1/health").status == 200) }
      for try await status in group { #expect(status == 408) }
    }
    #expect(try await server.sql("select 1").status == 200)
  }

  @Test func `an endless query is told how to narrow it`() async throws {
    let answer = try await server.sql(Self.endless)
    #expect(answer.status == 408)
    #expect(answer.text.contains("not done after 2 s") && answer.text.contains("run_id = 1"))
  }

  /// SQLite looks at no clock inside these: the process has to be ended.
  @Test func `what SQLite cannot interrupt`() async throws {
    let long = "replace(hex(zeroblob(500000)), '0', 'a')"
    let half = "replace(hex(zeroblob(250000)), '0', 'a') || 'b'"
    let calls = (0..<50).map { "instr(\(long), \(half) || \($0))" }.joined(separator: ", ")
    #expect(try await server.sql("select \(calls)").status == 408)
    // Every reference to a common table expression is planned anew: 2^24 of them.
    let levels = (1...24).map { "t\($0) as (select a.x from t\($0 - 1) a, t\($0 - 1) b)" }.joined(
      separator: ", ")
    let plan = try await server.sql("with t0 as (select 1 as x), \(levels) select count(*) from t24")
    #expect([400, 408].contains(plan.status), "\(plan.text)")
    #expect(try await server.sql("select 1").status == 200)
  }

  @Test func `memory is bounded, in the process of the query and in the server`() async throws {
    let before = try residentMemory()
    for query in [
      // A table of a mebibyte in each row, a sort of them, and as many in a list.
      "with recursive n(i) as (select 1 union all select i + 1 from n limit 100000), t as materialized (select randomblob(1000000) as x from n) select count(*), max(length(x)) from t",
      "with recursive n(i) as (select 1 union all select i + 1 from n limit 100000) select x from (select randomblob(900000) as x from n) order by x",
      "with recursive n(i, x) as (select 1, zeroblob(1000000) union all select i + 1, zeroblob(1000000) from n order by i desc) select count(distinct x || i) from n",
      "with recursive n(x) as (select 'a' union all select x || x from n) select max(length(x)) from n",
    ] {
      let answer = try await server.sql(query)
      #expect([400, 408].contains(answer.status), "\(answer.text)")
    }
    let wide =
      "with recursive n(i) as (select 1 union all select i + 1 from n) select i, hex(zeroblob(5000)) from n"
    let full = try await server.sql(wide, members: ["limit": 100_000])
    #expect(full.status == 200 && full.body.count < 17 << 20)
    #expect(try full.json()["truncated"].flag == true)
    // The answer's 16 MiB pass through a few times; the bombs' gigabytes do not.
    #expect(try residentMemory() < before + 200 << 20)
  }

  @Test func `nobody writes, and no process stays behind`() async throws {
    _ = try await server.post("/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"xor"}"#)
    let count =
      "select (select count(*) from runs) + (select count(*) from jobs) + (select count(*) from sqlite_schema)"
    let before = try await server.rows(count)[0][0].integer
    for query in [
      "delete from runs", "drop table runs", "create table x (y)", "create temp table x (y)",
      "vacuum into '/tmp/bearing-stolen.db'",
      "select 1; delete from runs", "pragma writable_schema = 1",
      "update runs set status = 'failed' returning id",
    ] {
      #expect([400, 403].contains(try await server.sql(query).status), "\(query)")
    }
    #expect(try await server.rows(count)[0][0].integer == before)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/bearing-stolen.db"))
    #expect(try children().isEmpty)
  }

  @Test func `a server that is stopped does not wait for a query`() async throws {
    let server = server
    let answer = Task { try await server.sql(Self.endless).status }
    try await server.wait(for: "the query's process") { try children().isEmpty ? nil : true }
    #expect(server.kill(signal: SIGTERM) == 0)
    // Told so, cut off, or at its own deadline within the time that open requests are given.
    let status = try? await answer.value
    #expect(status == nil || status == 503 || status == 408)
  }

  /// Bytes that the server holds in memory.
  private func residentMemory() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/\(server.processIdentifier)/statm", encoding: .utf8).split(
      separator: " ")
    return try #require(Int(fields[1])) * 4096
  }

  /// Processes that the server has started and not yet taken leave of.
  private func children() throws -> [String] {
    let folder = "/proc/\(server.processIdentifier)/task"
    return try FileManager.default.contentsOfDirectory(atPath: folder).flatMap { thread in
      ((try? String(contentsOfFile: "\(folder)/\(thread)/children", encoding: .utf8)) ?? "")
        .split(separator: " ").map(String.init)
    }
  }
}
