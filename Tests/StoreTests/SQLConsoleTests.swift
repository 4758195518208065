import Foundation
import Testing
import Tracking

@testable import Store

/// What a query may do, and what comes of it.
struct SQLConsoleTests {
  private let temporary: TemporaryStore

  init() throws {
    temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("loss"), run: run, [(1, 2.5), (2, .nan), (3, 1.25)])
  }

  private var console: SQLConsole { SQLConsole(path: temporary.store.path, seconds: 60) }

  private func failure(_ query: String, _ console: SQLConsole? = nil) -> SQLError? {
    do {
      _ = try (console ?? self.console).run(query)
      return nil
    } catch {
      return error as? SQLError
    }
  }

  @Test func `every type as it is`() throws {
    let result = try console.run(
      "select 9223372036854775807 as a, -1.5 as b, null as c, 'ä\"' as d, x'00ff' as e, 9e999 as f, '' as g, 'x' || char(0) || 'y' as h"
    )
    #expect(result.columns == ["a", "b", "c", "d", "e", "f", "g", "h"])
    #expect(
      result.rows == [
        [
          .integer(.max), .real(-1.5), .null, .text("ä\""), .blob([0, 255]), .real(.infinity), .text(""),
          .text("x\0y"),
        ]
      ])
    #expect(!result.isTruncated)
    let bytes = try console.run("select cast(x'61ff62' as text), x'', zeroblob(3)")
    #expect(bytes.rows == [[.text("a\u{FFFD}b"), .blob([]), .blob([0, 0, 0])]])
  }

  @Test func `the views, with what was stored`() throws {
    let result = try console.run("select metric, step, value from metrics order by step")
    #expect(
      result.rows == [
        [.text("loss"), .integer(1), .real(2.5)], [.text("loss"), .integer(2), .null],
        [.text("loss"), .integer(3), .real(1.25)],
      ])
  }

  @Test func `rows up to the limit, and whether there were more`() throws {
    let numbers =
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) select i from n"
    #expect(try console.run(numbers, limit: 10).rows.count == 10)
    #expect(try console.run(numbers, limit: 10).isTruncated == false)
    let part = try console.run(numbers, limit: 4)
    #expect(part.rows == (1...4).map { [.integer($0)] } && part.isTruncated)
    #expect(try console.run(numbers, limit: 0).rows.count == 1)
    #expect(try console.run("select 1 where 0").columns == ["1"])
  }

  @Test func `comments and semicolons around it are no statements`() throws {
    for query in ["select 1;", "-- why\nselect 1 /* what */ ; ; -- that", ";;select 1", "\n select 1 ;\n\n"] {
      #expect(try console.run(query).rows == [[.integer(1)]], "\(query)")
    }
    for query in ["", " \n", ";", "-- only\n/* comments */ ;", "/* open"] {
      #expect(failure(query) == .empty, "\(query)")
    }
    for query in [
      "select 1; select 2", "select 1; drop table runs", "select 1; nonsense",
      "select 1;;/**/attach 'x' as y",
      "select 1; select", "select 1; pragma user_version",
    ] {
      #expect(failure(query) == .severalStatements, "\(query)")
    }
    #expect(failure("select 1\0; drop table runs") == .nul)
    #expect(failure("select ?1") == .parameter)
    #expect(failure("select * from runs where id = :id") == .parameter)
  }

  @Test func `what is wrong with a query, and where`() {
    #expect(failure("selec 1") == .bad("near \"selec\": syntax error", line: 1, column: 1))
    #expect(failure("select 1,\n  from runs") == .bad("near \"from\": syntax error", line: 2, column: 3))
    #expect(failure("select 'ä', abs(1, 2)") != nil)
    #expect(
      failure("select abs(-9223372036854775807 - 1)") == .bad("integer overflow", line: nil, column: nil))
    guard case .unknownName("metric", .table, let tables) = failure("select * from metric") else {
      Issue.record("no table is not told")
      return
    }
    let views = ["angles", "environments", "history", "metrics", "params", "results", "tags"]
    #expect(Array(tables.prefix(views.count)) == views && tables.contains("points"))
    guard case .unknownName("vlue", .column, let columns) = failure("select vlue from metrics") else {
      Issue.record("no column is not told")
      return
    }
    #expect(columns.contains("value") && columns.contains("degrees") && columns.contains("steps_per_epoch"))
    guard case .unknownName(_, .column, _) = failure("select * from metrics where metric = \"lss\"") else {
      Issue.record("a text in double quotes is taken for a text")
      return
    }
    guard case .unknownName("stddev", .function, let functions) = failure("select stddev(1)") else {
      Issue.record("no function is not told")
      return
    }
    #expect(functions.contains("sqrt"))
  }

  @Test func `a database that is not there, and a file that is none`() throws {
    let folder = TemporaryStore.newDirectory()
    let path = folder + "/bearing.sqlite"
    #expect(failure("select 1", SQLConsole(path: path)) == .noDatabase(path: path))
    #expect(!FileManager.default.fileExists(atPath: folder))
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("this is a text and no database at all, however long it may go on being one".utf8)
      .write(to: URL(filePath: path))
    guard case .cannotOpen = failure("select 1", SQLConsole(path: path)) else {
      Issue.record("a text is taken for a database")
      return
    }
  }

  @Test func `a data directory with blanks, a percent sign, a hash and a question mark`() throws {
    let folder = TemporaryStore.newDirectory() + "/a b%20c#d?e=f&mode=rwc ä"
    let store = try Store.open(directory: folder, migrations: TemporaryStore.migrations)
    #expect(try SQLConsole(path: store.path).run("select count(*) from runs").rows == [[.integer(0)]])
    try store.close()
    #expect(try SQLConsole(path: store.path).run("select count(*) from runs").rows == [[.integer(0)]])
  }

  @Test func `a database that nobody has open is read without a trace`() throws {
    try temporary.store.close()
    let files = { try FileManager.default.contentsOfDirectory(atPath: temporary.directory).sorted() }
    let before = try files()
    let bytes = try Data(contentsOf: URL(filePath: temporary.store.path))
    #expect(before == ["bearing.sqlite"])
    #expect(try console.run("select count(*) from points").rows == [[.integer(3)]])
    #expect(try files() == before)
    #expect(try Data(contentsOf: URL(filePath: temporary.store.path)) == bytes)
  }

  @Test func `what a writer has committed is seen, what lies in its log too`() throws {
    let run = try temporary.job("another").runs[0].id
    try temporary.series(Metric("loss"), run: run, (1...1_000).map { ($0, 1) })
    #expect(FileManager.default.fileExists(atPath: temporary.store.path + "-wal"))
    #expect(try console.run("select count(*) from points").rows == [[.integer(1_003)]])
    #expect(QuietFile(temporary.store.path) == nil)
  }
}
