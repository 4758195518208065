import GRDB
import Testing
import Tracking

@testable import Store

struct ViewsTests {
  @Test(arguments: [
    ("metrics", "run_id experiment job_id method network dataset seed metric layer step epoch value at"),
    ("angles", "run_id method dataset seed layer step degrees"),
    (
      "results",
      "experiment dataset network method runs test_accuracy_mean test_accuracy_sd train_accuracy_mean"
        + " train_accuracy_sd"
    ),
    ("series", "id run_id name layer unit"),
    ("points", "series_id step value at"),
    ("history", "run_id metric layer step at value"),
    ("params", "run_id key value"),
    ("tags", "run_id key value"),
  ])
  func `tables and views have the columns of the design`(table: String, columns: String) throws {
    let temporary = try TemporaryStore()
    let names = try temporary.store.pool.read { db in
      try Row.fetchAll(db, sql: "SELECT name FROM pragma_table_info('\(table)')").map { $0["name"] as String }
    }
    #expect(names.joined(separator: " ") == columns)
  }

  @Test func `metrics and angles say of each point where it belongs`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("angle", layer: "fc1"), run: run, [(1200, 90), (1201, 80)])
    try temporary.series(Metric("loss"), run: run, [(1, 2)])
    try temporary.store.pool.read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT * FROM metrics WHERE metric = 'angle' ORDER BY step")
      #expect(rows.map { $0["epoch"] as Int } == [1, 2])
      #expect(
        rows[1]["value"] as Double == 80 && rows[1]["layer"] == "fc1"
          && rows[1]["experiment"] == "an experiment")
      let angle = try Row.fetchAll(
        db, sql: "SELECT layer, round(avg(degrees), 1) AS mean FROM angles WHERE step > 1100 GROUP BY layer")
      #expect(angle.map { $0["mean"] as Double } == [85])
    }
  }

  /// Runs a job whose trials end with these accuracies.
  private func job(
    _ temporary: TemporaryStore, _ method: String, _ tests: [Double], _ end: Status = .succeeded
  ) throws {
    let job = try temporary.job(method: method, trials: tests.count)
    for (run, test) in zip(job.runs, tests) {
      #expect(try temporary.store.claimNextRun { _ in 0 }?.id == run.id)
      try temporary.series(Metric("test_accuracy"), run: run.id, [(1_200, 0.1), (2_400, test)])
      try temporary.series(Metric("train_accuracy"), run: run.id, [(1_200, 0.2), (2_400, 1)])
      try temporary.store.finish(run: run.id, as: end, message: nil)
    }
  }

  @Test func `results are mean and sample s.d. of the last values of succeeded runs`() throws {
    let temporary = try TemporaryStore()
    try job(temporary, "dkp", [0.86, 0.88, 0.87])
    try job(temporary, "dkp", [0.2], .failed)
    try job(temporary, "dfa", [0.75])
    try job(temporary, "bp", [.nan, 0.9])
    try temporary.store.pool.read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT * FROM results ORDER BY method DESC")
      #expect(rows.map { $0["method"] as String } == ["dkp", "dfa", "bp"])
      #expect(rows.map { $0["runs"] as Int } == [3, 1, 2])
      #expect(abs(rows[0]["test_accuracy_mean"] as Double - 0.87) < 1e-12)
      // ((0.01)^2 + (0.01)^2 + 0) / 2, and its root.
      #expect(abs(rows[0]["test_accuracy_sd"] as Double - 0.01) < 1e-12)
      #expect(rows[0]["train_accuracy_mean"] as Double == 1 && rows[0]["train_accuracy_sd"] as Double == 0)
      #expect(
        rows[1]["test_accuracy_mean"] as Double == 0.75 && rows[1]["test_accuracy_sd"] as Double? == nil)
      #expect(rows[2]["test_accuracy_mean"] as Double == 0.9 && rows[2]["test_accuracy_sd"] as Double? == nil)
    }
  }
}
