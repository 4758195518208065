import GRDB
import Testing
import Tracking

@testable import Store

/// No question that is asked again and again may read a whole table.
struct QueryPlanTests {
  /// Lines of SQLite's plan that read all of a table or view of ours.
  private func scans(_ temporary: TemporaryStore, _ sql: String) throws -> [String] {
    try temporary.store.pool.read { db in
      // A view's parts that are computed on the way are scanned by design.
      let tables = [
        "experiments", "jobs", "job_tags", "runs", "series", "points", "point_levels", "changes",
        "series_totals",
      ]
      return try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql.replacing(#/\?[0-9]*/#, with: "1"))
        .map { $0["detail"] as String }
        .filter { line in tables.contains { line == "SCAN \($0)" || line.hasPrefix("SCAN \($0) ") } }
    }
  }

  private func filled() throws -> TemporaryStore {
    let temporary = try TemporaryStore(isTracing: true)
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("loss"), run: run, (1...5_000).map { ($0, 1) })
    return temporary
  }

  @Test func `a plan that scans is seen as one`() throws {
    let temporary = try filled()
    #expect(try scans(temporary, "SELECT * FROM points WHERE value = ?") == ["SCAN points"])
  }

  @Test func `the polling query, and a first load of any length, scan nothing`() throws {
    let temporary = try filled()
    for (after, count) in [(4_990, 100), (0, 100), (0, 4_000), (13, nil)] {
      temporary.clearTrace()
      _ = try temporary.store.points(runs: [1], names: ["loss"], after: .step(after), maxPoints: count)
      let statements = Set(temporary.statements.filter { $0.hasPrefix("SELECT") })
      #expect(statements.count >= 2)
      for sql in statements { #expect(try scans(temporary, sql) == [], "\(sql)") }
    }
  }

  @Test func `whoever follows a series that changes scans nothing`() throws {
    let temporary = try filled()
    for count in [nil, 100] {
      let next = try temporary.store.points(runs: [1], names: [], after: .step(0), maxPoints: count).next
      try temporary.series(Metric("loss"), run: 1, [(7, count == nil ? 2 : 3)])
      temporary.clearTrace()
      let page = try temporary.store.points(runs: [1], names: [], after: next, maxPoints: count)
      #expect(count == nil ? page.series[0].steps == [7] : page.series[0].isAnew)
      for sql in Set(temporary.statements.filter { $0.hasPrefix("SELECT") }) {
        #expect(try scans(temporary, sql) == [], "\(sql)")
      }
    }
  }

  @Test func `the state of a job's runs is looked up, not searched for`() throws {
    let temporary = try filled()
    _ = try temporary.store.jobRecord(1)  // Opens the connection.
    temporary.clearTrace()
    _ = try temporary.store.jobRecord(1)
    let statements = temporary.statements.filter { $0.hasPrefix("SELECT") }
    #expect(statements.count == 4)
    for sql in statements { #expect(try scans(temporary, sql) == [], "\(sql)") }
  }

  @Test(arguments: [
    "SELECT layer, round(avg(degrees), 1) FROM angles WHERE step > 2000 GROUP BY layer",
    "SELECT * FROM angles WHERE run_id = 1",
    "SELECT * FROM metrics WHERE run_id = 1 AND metric = 'loss'",
    "SELECT * FROM metrics WHERE experiment = 'e' AND metric = 'loss'",
    "SELECT * FROM results",
  ])
  func `the views find series first, then their points`(sql: String) throws {
    #expect(try scans(try filled(), sql) == [])
  }
}
