import Foundation
import Testing
import TestSupport

/// `bearing reproduce` on a dataset of 200 pictures.
@Suite(.serialized) struct ReproduceTests {
  private let tiny: TinyDataset
  private let folder: URL

  init() throws {
    tiny = try TinyDataset()
    folder = FileManager.default.temporaryDirectory.appending(path: "reproduce-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private var data: String { folder.appending(path: "data").path }
  private var out: URL { folder.appending(path: "report") }

  private func arguments(_ words: [String]) -> [String] {
    ["reproduce"] + words + [
      "--data", data, "--datasets", tiny.root.path, "--out", out.path, "--threads", "2",
    ]
  }

  private func reproduce(_ words: String...) throws -> CommandRun { try CommandRun(arguments(words)) }

  /// Rows by the names of their columns.
  private func sql(_ query: String) throws -> [[String: JSONTree]] {
    let run = try CommandRun(["sql", query, "--data", data, "--format", "json"])
    #expect(run.status == 0, "\(query): \(run.errors)")
    let answer = try JSONTree(Data(run.output.utf8))
    let columns = answer["columns"].list.compactMap(\.string)
    return answer["rows"].list.map { Dictionary(zip(columns, $0.list)) { $1 } }
  }

  @Test func `a tiny Figure 2 is reported whole, each number beside the SQL that gives it`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try reproduce("fig2", "--trials", "2", "--epochs", "2")
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("fig2") || run.output.contains("Figure 2"))
    #expect(
      run.errors.matches(of: #/run \d succeeded: (dfa|dkp), seed [12], test [0-9.]+ %; \d of 4/#).count == 4)
    let report = try ReportPage(out.appending(path: "report.html"))
    #expect(try checkNumbers(report) > 15)
    #expect(report.text.contains("epochs where the paper has 15") && !report.text.contains("reproduced"))
    for layer in 1...4 {
      let svg = try String(contentsOf: out.appending(path: "curves/angle-fc\(layer).svg"), encoding: .utf8)
      #expect(svg.hasPrefix("<svg ") && svg.contains("bearing-line bearing-dkp"))
    }
    #expect(report.elements["svg"] == 4)
    try expectValid(out.appending(path: "report.html"))
  }

  @Test func `a tiny Table 1 says in what it is another experiment than the paper's`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    // The paper's own column, on other pictures.
    try FileManager.default.copyItem(
      at: tiny.root.appending(path: "mnist"), to: tiny.root.appending(path: "fashion-mnist"))
    let run = try reproduce(
      "table1", "--methods", "bp,drtp", "--trials", "2", "--epochs", "1", "--dataset-note", "bars")
    try #require(run.status == 0, "\(run.errors)")
    let report = try ReportPage(out.appending(path: "report.html"))
    // Test and training accuracy of either, and two of the statement that compares them.
    #expect(try checkNumbers(report) == 6)
    let verdicts = report.rows.filter { $0.cells.first == "bp" && $0.cells.count > 8 }.compactMap {
      $0.cells.last
    }
    #expect(verdicts == ["not comparable: other pictures (bars), epochs 1 of 50, trials 2 of 10"])
    #expect(report.rows.contains { $0.cells.first == "bp > drtp" })
    #expect(report.text.contains("agrees: Welch's 95 % interval"))
    try expectValid(out.appending(path: "report.html"))
    let markdown = try String(contentsOf: out.appending(path: "report.md"), encoding: .utf8)
    #expect(markdown.contains("![Test accuracy") && markdown.contains("](curves/test-accuracy.svg)"))
  }

  @Test func `a search over settings says for which of them each statement is seen`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try reproduce("fig2-sweep", "--steps", "4")
    try #require(run.status == 0, "\(run.errors)")
    let report = try ReportPage(out.appending(path: "report.html"))
    let settings = report.rows.filter { !$0.queries.isEmpty && $0.queries[0].contains(" as gain") }
    #expect(settings.count == 60)
    // Every tenth: each is a command.
    for row in stride(from: 0, to: settings.count, by: 10).map({ settings[$0] }) {
      let layers = try sql(row.queries[0])
      #expect(layers.count == 4)
      for layer in layers {
        #expect(row.cells.contains(String(format: "%.1f", layer["mean"]?.double ?? .nan)), "\(row.cells)")
        #expect(row.cells.contains(String(format: "%+.1f", layer["gain"]?.double ?? .nan)), "\(row.cells)")
      }
    }
    let counts = report.rows.filter { $0.cells.count == 2 && $0.cells[1].hasSuffix(" of 60") }
    #expect(counts.count == 7)
    try expectValid(out.appending(path: "report.html"))
  }

  @Test func `a plan that was broken off goes on, and nothing is trained twice`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = ["fig2", "--trials", "3", "--epochs", "30"]
    for signal in [SIGTERM, SIGKILL] {
      let process = Process()
      process.executableURL = ServerProcess.program
      process.arguments = arguments(words)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      // Until something has been trained since the last time.
      let before = try trained()
      let end = Date().addingTimeInterval(60)
      while Date() < end, try trained() < before + 10 { try await Task.sleep(for: .milliseconds(50)) }
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      if signal == SIGTERM { #expect(process.terminationStatus == 130) }
    }
    let rest = try reproduce("fig2", "--trials", "3", "--epochs", "30")
    #expect(rest.status == 0, "\(rest.errors)")
    let runs = try sql(
      "select method, seed, runs.status, step, steps, (select count(*) from points join series on series.id = series_id where run_id = runs.id and name = 'loss') as points from runs join jobs on jobs.id = job_id"
    )
    #expect(runs.count == 6)
    #expect(
      runs.allSatisfy {
        $0["status"]?.string == "succeeded" && $0["step"]?.integer == 120 && $0["points"]?.integer == 120
      })
    #expect(Set(runs.map { "\($0["method"]?.string ?? "") \($0["seed"]?.integer ?? 0)" }).count == 6)

    let again = try reproduce("fig2", "--trials", "3", "--epochs", "30")
    #expect(again.status == 0 && again.output.contains("6 of 6 runs are in the database already"))
    let more = try reproduce("fig2", "--trials", "4", "--epochs", "30")
    #expect(more.output.contains("6 of 8 runs are in the database already"))
    #expect(try sql("select count(*) as n from runs").first?["n"]?.integer == 8)
  }

  /// Iterations of all runs so far.
  private func trained() throws -> Int {
    guard FileManager.default.fileExists(atPath: data + "/bearing.sqlite") else { return 0 }
    return try sql("select sum(step) as n from runs").first?["n"]?.integer ?? 0
  }

  @Test func `a server trains the plan where one is named`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--threads", "2"])
    let run = try CommandRun([
      "reproduce", "fig2", "--trials", "1", "--epochs", "1", "--out", out.path, "--server",
      server.url.absoluteString,
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try ReportPage(out.appending(path: "report.html")).rows.contains { $0.cells.first == "fc4" })
  }

  @Test func `a plan outlives a job that somebody pauses, and one that somebody deletes`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try ServerProcess(
      arguments: ["--datasets", tiny.root.path, "--threads", "2", "--workers", "1"])
    let process = Process()
    process.executableURL = ServerProcess.program
    process.arguments = [
      "reproduce", "fig2", "--methods", "dkp,dfa", "--trials", "1", "--epochs", "2000", "--out", out.path,
      "--server", server.url.absoluteString,
    ]
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    let said = Drain(errors)
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    try await server.wait(for: "both jobs") {
      try await server.get("/api/v1/jobs").json()["jobs"].list.count == 2 ? true : nil
    }
    for job in [1, 2] { #expect(try await server.post("/api/v1/jobs/\(job)/pause").status < 300) }
    #expect(
      eventually { said.text.contains("job 1 is paused") && said.text.contains("/api/v1/jobs/2/resume") },
      "\(said.text)")
    // The first was under way, the second has not begun.
    for job in [1, 2] { #expect(try await server.send("DELETE", "/api/v1/jobs/\(job)").status < 300) }
    #expect(eventually { !process.isRunning } && process.terminationStatus == 0, "\(said.text)")
    let words = said.whole()
    #expect(words.contains("run 1 is gone") && words.contains("run 2 is gone"), "\(words)")
    let report = try ReportPage(out.appending(path: "report.html"))
    #expect(report.rows.filter { $0.cells.last == "not run" }.map { $0.cells[0] } == ["dfa", "dkp"])
  }

  @Test func `a plan is shown and nothing is trained`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try reproduce("fig2", "--dry-run")
    #expect(run.status == 0, "\(run.errors)")
    // 15 epochs of 200 pictures, fifty at a time.
    #expect(run.output.contains(#/dkp +5 +300 +15000 +\d+ +0\.\d+\n/#), "\(run.output)")
    #expect(run.output.contains("core hours") && run.output.contains("on N machines like this one"))
    #expect(try sql("select count(*) as n from jobs").first?["n"]?.integer == 0)
    #expect(!FileManager.default.fileExists(atPath: out.path))
  }

  @Test
  func `a dataset that is missing is said before anything is trained, and its plan is shown all the same`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try reproduce("table1", "--dataset", "cifar10", "--epochs", "1")
    #expect(
      run.status != 0 && run.errors.contains("cifar10") && run.errors.contains("bearing datasets fetch"),
      "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: data + "/bearing.sqlite"))
    let plan = try reproduce("table1", "--dataset", "cifar10", "--methods", "dfa", "--dry-run")
    #expect(
      plan.status == 0 && plan.output.contains(#/dfa +10 +500000 +25000000 /#), "\(plan.output)\(plan.errors)"
    )
  }

  @Test func `what cannot be asked for is said with what can`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try reproduce("table3").errors.contains("fig2"))
    #expect(try reproduce("table1", "--methods", "dkp,dpk").errors.contains("did you mean \"dkp\"?"))
    #expect(try reproduce("fig2", "--trials", "0").errors.contains("--trials must be from 1 to 1000"))
    #expect(try reproduce("fig2", "--epochs", "1", "--steps", "3").errors.contains("give one of them"))
    #expect(try reproduce("fig2", "--dataset", "mnits").errors.contains("mnist"))
    let missing = folder.appending(path: "pages").path
    #expect(
      try reproduce("fig2", "--web-root", missing).errors.contains("give the pages with --web-root DIR"))
    #expect(!FileManager.default.fileExists(atPath: data + "/bearing.sqlite"))
  }

  /// Asks every query of a report's tables, and looks for its answer in the row.
  ///
  /// - Returns: how many there were.
  private func checkNumbers(_ report: ReportPage) throws -> Int {
    var count = 0
    for row in report.rows where !row.queries.isEmpty {
      let means = try row.queries.compactMap { query -> Double? in
        guard query.contains(" as mean") else { return nil }
        let answer = try #require(try sql(query).first)
        let mean = try #require(answer["mean"]?.double)
        count += 1
        return mean
      }
      if row.isStatement {
        let difference = means.count == 2 ? means[0] - means[1] : means[0]
        #expect(row.cells[1] == String(format: "%+.2f", difference), "\(row.cells)")
      } else {
        for mean in means {
          #expect(row.cells.contains(String(format: "%.2f", mean)), "\(mean) is not in \(row.cells)")
        }
      }
    }
    return count
  }

  /// By a parser that takes no mistakes.
  private func expectValid(_ file: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = [
      "-c", "import html5lib, sys; html5lib.HTMLParser(strict=True).parse(open(sys.argv[1], 'rb'))",
      file.path,
    ]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
  }
}
