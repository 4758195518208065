import Foundation
import GRDB
import Testing
import Tracking

@testable import Store

/// Queries that want more than to read, and more than is good for anybody.
struct SQLSandboxTests {
  private let temporary: TemporaryStore

  init() throws {
    temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("loss"), run: run, (1...2_000).map { ($0, 1) })
  }

  private func failure(_ query: String, seconds: Double = 60) -> SQLError? {
    do {
      _ = try SQLConsole(path: temporary.store.path, seconds: seconds).run(query)
      return nil
    } catch {
      return error as? SQLError
    }
  }

  /// Everything in the database, as text.
  private func dump() throws -> String {
    try temporary.store.pool.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT type || name || ifnull(sql, '') FROM sqlite_schema UNION ALL SELECT count(*) || total(value) FROM points
          UNION ALL SELECT group_concat(id || status) FROM runs UNION ALL SELECT count(*) FROM jobs
          UNION ALL SELECT user_version || '' FROM pragma_user_version
          """
      ).joined(separator: "\n")
    }
  }

  @Test(arguments: [
    "attach 'other.db' as other", "attach ':memory:' as other", "detach main", "pragma user_version",
    "pragma user_version = 7", "pragma writable_schema = 1", "pragma query_only = 0",
    "pragma journal_mode = delete",
    "pragma wal_checkpoint(truncate)", "select * from pragma_user_version",
    "select * from PRAGMA_table_info('runs')",
    "select * from pragma_database_list", "select * from \"pragma_compile_options\"",
    "select load_extension('/tmp/x.so')", "select LOAD_EXTENSION('/tmp/x.so', 'init')",
    "insert into runs select * from runs", "insert into experiments (name, created_at) values ('x', 'y')",
    "replace into experiments (id, name, created_at) values (1, 'x', 'y')",
    "update runs set status = 'failed'",
    "update sqlite_schema set sql = ''", "delete from points", "delete from sqlite_master",
    "with x as (select 1) delete from points where step in x",
    "with x as (select 1) insert into runs select * from x",
    "insert into experiments (name, created_at) values ('x', 'y') returning id", "drop table points",
    "drop view results", "create table mine (x)", "create temp table mine (x)",
    "create temporary view mine as select 1",
    "create table mine as select * from runs", "create index mine on points (value)",
    "create trigger mine after insert on runs begin select 1; end",
    "create virtual table mine using fts5(x)",
    "create virtual table mine using fts4(x)", "create virtual table temp.mine using rtree(a, b, c)",
    "alter table runs rename to walks", "alter table runs add column x", "reindex", "analyze", "vacuum",
    "vacuum into '/tmp/bearing-stolen.db'", "begin", "begin immediate", "commit", "rollback", "savepoint a",
    "release a",
    "select fts3_tokenizer('simple')", "select fts3_tokenizer('simple', x'0000000000000000')",
    "select * from fts3tokenize('simple')", "select sqlite_log(1, 'mine')", "select * from dbstat",
    "select * from sqlite_stmt", "select rtreecheck('runs')", "select * from sqlite_dbpage",
    "explain delete from points",
  ])
  func `nothing but reading`(query: String) throws {
    let before = try dump()
    let error = failure(query)
    switch error {
    case .notAllowed(let reason): #expect(!reason.isEmpty)
    // What this SQLite does not know does no harm either.
    case .unknownName(_, _, _) where query.contains("sqlite_dbpage"): break
    default: Issue.record("\(query): \(String(describing: error))")
    }
    #expect(try dump() == before)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/bearing-stolen.db"))
  }

  @Test(arguments: [
    "select readfile('/etc/passwd')", "select writefile('/tmp/bearing-written', 'x')", "select edit('x')",
    "select * from fsdir('/etc')", "select * from csv", "select * from \"/etc/passwd\"",
    "select * from other.sqlite_schema", "select * from temp.mine", "select * from generate_series(1, 3)",
  ])
  func `no files but this one`(query: String) {
    #expect(failure(query) != nil)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/bearing-written"))
  }

  @Test(arguments: [
    "select count(*) from points", "select name, sql from sqlite_schema",
    "select * from sqlite_master limit 1",
    "select json_extract(config, '$.epochs'), config -> '$.epochs', config ->> '$.epochs' from jobs",
    "select key, value from jobs, json_each(jobs.config)",
    "select fullkey from jobs, json_tree(jobs.config)",
    "select avg(value) over (order by step rows 3 preceding) from metrics",
    "explain query plan select * from metrics",
    "explain select 1", "values (1, 2), (3, 4)",
    "select sqrt(2), printf('%.2f', pi()), strftime('%Y', 'now')",
    "with recursive n(i) as (select 1 union select i + 1 from n where i < 9) select * from n",
    "select * from results natural join (select 1)",
    "select 1 union select 2 except select 3 intersect select 4",
    "select exists (select 1 from runs where id = 1)",
    "with mine as (select 1 as x) select count(*) from mine",
    "select count(*) from (select 1), runs", "select 1 from metrics",
    "select group_concat(name, ', ') from series",
    "select max(step), value from metrics group by run_id having count(*) > 1",
    "select like('a%', 'abc'), glob('a*', 'abc'), instr('abc', 'b'), replace('a', 'a', 'b'), trim(' a ')",
    "select row_number() over win, lag(step) over win from metrics window win as (partition by run_id order by step)",
  ])
  func `what people need is allowed`(query: String) {
    #expect(failure(query) == nil)
  }

  @Test(arguments: [
    "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
    "with recursive n(i) as (select 1 union all select i from n) select * from n where i > 1",
    "select count(*) from points a, points b, points c where a.value + b.value + c.value < 0",
    "select sum(a.value * b.value) over (order by a.step + b.step + c.step) from points a, points b, points c",
  ])
  func `what would not end is ended`(query: String) {
    #expect(failure(query, seconds: 0.2) == .tooSlow(seconds: 0.2))
  }

  @Test(arguments: [
    "select randomblob(2000000)", "select zeroblob(1 << 30)", "select hex(randomblob(700000))",
    "select replace(hex(zeroblob(500000)), '0', 'aaaa')",
    "select group_concat(hex(zeroblob(1000))) from points",
    "select json_group_array(hex(zeroblob(1000))) from points",
    "select hex(zeroblob(300000)) || hex(zeroblob(300000))",
  ])
  func `no value is longer than a mebibyte`(query: String) {
    #expect(failure(query) == .tooLong(bytes: 1 << 20))
  }

  @Test(arguments: [
    "select printf('%2000000d', 1)", "select printf('%.*c', 1000000000, 'x')",
    "select char(1) || printf('%s%s', hex(zeroblob(400000)), hex(zeroblob(400000)))",
  ])
  func `formats neither`(query: String) throws {
    do {
      let result = try SQLConsole(path: temporary.store.path, seconds: 60).run(query)
      if case .text(let text) = result.rows[0][0] { #expect(text.utf8.count <= 1 << 20) }
    } catch let error as SQLError {
      #expect(error == .tooLong(bytes: 1 << 20))
    }
  }

  @Test(arguments: [
    "select count(*) from pragma_user_version", "select count(*) from dbstat", "select 1 from sqlite_stmt",
    "select count(*) from PRAGMA_table_list",
  ])
  func `a count of what must not be read`(query: String) {
    guard case .notAllowed = failure(query) else {
      Issue.record("\(query): \(String(describing: failure(query)))")
      return
    }
  }

  @Test func `an answer ends at 16 MiB`() throws {
    let console = SQLConsole(path: temporary.store.path, seconds: 60)
    let result = try console.run("select hex(zeroblob(50000)) from points")
    #expect(result.isTruncated)
    #expect(result.rows.count == 167)
    let wide = (0..<20).map { "hex(zeroblob(500000)) as c\($0)" }.joined(separator: ", ")
    #expect(failure("select \(wide)") == .tooLong(bytes: 16 << 20))
  }

  @Test func `texts that are made to break the parser`() {
    let deep = String(repeating: "(", count: 30_000) + "1" + String(repeating: ")", count: 30_000)
    let nested =
      String(repeating: "select * from (", count: 5_000) + "select 1" + String(repeating: ")", count: 5_000)
    let sum = "select " + String(repeating: "1+", count: 30_000) + "1"
    let wide = "select " + String(repeating: "1,", count: 2_000) + "1"
    let unions = String(repeating: "select 1 union all ", count: 1_000) + "select 1"
    let joins = "select 1 from runs" + (0..<100).map { ", runs r\($0)" }.joined()
    let like = "select 'a' like '" + String(repeating: "%a", count: 10_000) + "'"
    for query in [
      "select \(deep)", nested, sum, wide, unions, joins, like, "select 'open", "select \"", "select [", "(",
      "/*",
    ] {
      switch failure(query) {
      case .bad, .empty: break
      case let other: Issue.record("\(query.prefix(40)): \(String(describing: other))")
      }
    }
    #expect(
      failure("select '" + String(repeating: "x", count: 2 << 20) + "'")
        == .bad("the query is longer than 1 MiB", line: nil, column: nil))
  }
}
