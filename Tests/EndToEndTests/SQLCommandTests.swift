import Foundation
import Testing
import TestSupport

/// `bearing sql` as people type it.
@Suite struct SQLCommandTests {
  private let data: URL

  /// A data directory of a server that is gone: with one run of somebody else's.
  init() async throws {
    data = FileManager.default.temporaryDirectory.appending(path: "sql-\(UUID().uuidString)")
    let server = try ServerProcess(data: data)
    _ = try await server.post("/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"xor","seed":7}"#)
    _ = try await server.post(
      "/api/v1/runs/1/metrics",
      #"{"series":[{"name":"loss","steps":[1,2,3],"values":[2.302585092994046,null,0.5]}]}"#)
    server.kill(signal: SIGTERM)
  }

  private func sql(_ arguments: String...) throws -> CommandRun {
    try CommandRun(["sql"] + arguments + ["--data", data.path])
  }

  @Test func `a table for people`() throws {
    defer { try? FileManager.default.removeItem(at: data) }
    let table = try sql("select method, step, value from metrics order by step")
    #expect(table.status == 0 && table.errors == "")
    #expect(
      table.output == """
        method  step    value
        ------  ----  -------
        bp         1  2.30259
        bp         2     null
        bp         3      0.5

        """)
    let strange = try sql(
      "select 'a' || char(10) || char(27) || '[31mb' as text, x'0aff' as blob, printf('%.*c', 200, 'x')")
    #expect(strange.output.split(separator: "\n").count == 3)
    #expect(
      !strange.output.contains("\u{1B}") && strange.output.contains("0AFF") && strange.output.contains("…"))
  }

  @Test func `CSV and JSON, exact`() throws {
    defer { try? FileManager.default.removeItem(at: data) }
    let query = "select step, value from metrics order by step"
    let csv = try sql(query, "--format", "csv")
    #expect(csv.output == "step,value\n1,2.302585092994046\n2,\n3,0.5\n")
    let json = try JSONTree(Data(try sql(query, "--format", "json").output.utf8))
    #expect(json["rows"][0][1].double == 2.302585092994046 && json["rows"][1][1].isNull)
    #expect(json["truncated"].flag == false)
    let cut = try sql(query, "--format", "csv", "--limit", "1")
    #expect(cut.status == 0 && cut.output == "step,value\n1,2.302585092994046\n")
    #expect(cut.errors.contains("only the first 1 rows; more with --limit N"))
  }

  @Test func `the query from standard input, comments and all`() throws {
    defer { try? FileManager.default.removeItem(at: data) }
    let process = Process()
    process.executableURL = ServerProcess.program
    process.arguments = ["sql", "-", "--data", data.path, "--format", "csv"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(
      contentsOf: Data("-- how many\nselect count(*) as n\nfrom points;\n".utf8))
    try input.fileHandleForWriting.close()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && String(decoding: text, as: UTF8.self) == "n\n3\n")
  }

  @Test func `the directory stays as it is, with a server on it or not, and whoever owns its lock`() throws {
    defer { try? FileManager.default.removeItem(at: data) }
    // Names, sizes and times: a file that is made anew or written to would show. The lock table -shm is rebuilt by the
    // first reader of a log that a server has left.
    let files = {
      try FileManager.default.contentsOfDirectory(atPath: data.path).sorted().map { name in
        if name.hasSuffix("-shm") { return name }
        let facts = try FileManager.default.attributesOfItem(atPath: data.appending(path: name).path)
        return
          "\(name) \(facts[.size] ?? 0) \(facts[.modificationDate] ?? 0) \(facts[.systemFileNumber] ?? 0)"
      }
    }
    let before = try files()
    #expect(try sql("select * from runs").status == 0)
    #expect(try files() == before)
    let server = try ServerProcess(data: data)
    #expect(try sql("select count(*) from runs", "--format", "csv").output == "count(*)\n1\n")
    // Killed, with its log lying there: that is read too.
    server.kill(signal: SIGKILL)
    #expect(try sql("select count(*) from points", "--format", "csv").output == "count(*)\n3\n")
  }

  @Test(arguments: [
    (["selec 1"], "near \"selec\": syntax error (line 1, column 1)"),
    (["select * from metric"], "did you mean \"metrics\"?"),
    (["delete from points"], "it would DELETE from points"), (["vacuum"], "not allowed"),
    ([""], "try: select * from results"),
    (["select 1; select 2"], "one at a time"),
    (["select 1", "--limit", "0"], "--limit must be from 1 to 100000"),
    (["select 1", "--format", "xml"], "table"),
    (
      [
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n", "--seconds",
        "0.2",
      ], "more time with --seconds N"
    ),
  ])
  func `a reason in one line, and a status that is not 0`(arguments: [String], words: String) throws {
    defer { try? FileManager.default.removeItem(at: data) }
    let run = try CommandRun(["sql"] + arguments + ["--data", data.path])
    #expect(run.status != 0 && run.output == "")
    #expect(run.errors.contains(words), "\(run.errors)")
    if run.errors.hasPrefix("Error: ") && !run.errors.contains("Usage:") {
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  @Test func `a directory without a database stays without one`() throws {
    defer { try? FileManager.default.removeItem(at: data) }
    let other = data.path + "/nowhere"
    let run = try CommandRun(["sql", "select 1", "--data", other])
    #expect(run.status != 0)
    #expect(
      run.errors.contains("there is no database at \(other)/bearing.sqlite")
        && run.errors.contains("--data DIR"))
    #expect(!FileManager.default.fileExists(atPath: other))
  }
}
