import Statistics
import GRDB
import Testing
import Tracking

@testable import Store

/// Means over groups of runs.
struct SummaryTests {
  private let temporary: TemporaryStore

  /// Three runs of dkp and two of dfa in one experiment, one of dkp in another; one failed.
  init() throws {
    temporary = try TemporaryStore()
    try train("dkp", [0.5, 0.6, 0.9], in: "one")
    try train("dfa", [0.25, 0.75], in: "one", tags: ["who": "me"])
    try train("dkp", [0.1], in: "two")
    try train("dkp", [0.99], in: "one", status: .failed)
  }

  private func train(
    _ method: String, _ values: [Double], in experiment: String, tags: [String: String] = [:],
    status: Status = .succeeded
  ) throws {
    let job = try temporary.job(experiment: experiment, method: method, trials: values.count, tags: tags)
    for (run, value) in zip(job.runs, values) {
      _ = try temporary.store.claim(run: run.id)
      try temporary.series(
        Metric("test_accuracy"), run: run.id, [(step: 1, value: 0.01), (step: 9, value: value)])
      try temporary.series(Metric("angle", layer: "fc1"), run: run.id, [(step: 1, value: 100 * value)])
      try temporary.store.finish(run: run.id, as: status, message: nil)
    }
  }

  private func summary(
    _ keys: [String], metric: String = "test_accuracy", layer: String? = nil, experiment: String? = nil,
    status: Status = .succeeded
  ) throws -> [SummaryGroup] {
    try temporary.store.summary(
      by: keys.map { try #require(SummaryKey($0)) }, metric: metric, layer: layer,
      of: JobSelection(experiment: experiment.map { [$0] } ?? []), statuses: [status])
  }

  @Test func `the last values' mean, sample deviation, least and greatest, by method`() throws {
    let groups = try summary(["method"], experiment: "one")
    #expect(groups.map(\.values) == [[.text("dfa")], [.text("dkp")]])
    #expect(groups.map(\.runs) == [2, 3])
    #expect(
      groups.map { $0.sample.values.min() } == [0.25, 0.5]
        && groups.map { $0.sample.values.max() } == [0.75, 0.9])
    #expect(groups[0].sample.mean == 0.5)
    // ((1/4)² + (1/4)²) / 1, and deviations of -1/6, -1/15 and 7/30 from 2/3.
    #expect(abs(try #require(groups[0].sample.deviation) - 0.125.squareRoot()) < 1e-15)
    #expect(abs(try #require(groups[1].sample.mean) - 2 / 3) < 1e-15)
    #expect(abs(try #require(groups[1].sample.deviation) - (0.13 / 3).squareRoot()) < 1e-15)
  }

  @Test func `several keys, a key of the config, a tag, and none`() throws {
    #expect(
      try summary(["experiment", "method"]).map(\.values) == [
        [.text("one"), .text("dfa")], [.text("one"), .text("dkp")], [.text("two"), .text("dkp")],
      ])
    #expect(try summary(["experiment", "method"]).last?.sample.deviation == nil)
    #expect(try summary(["config.epochs"]).map(\.values) == [[.number("4")]])
    #expect(try summary(["config.no.such"]).map(\.values) == [[.null]])
    #expect(try summary(["tag.who"]).map { ($0.values[0]) } == [.null, .text("me")])
    // The run of the other experiment is one of these once more.
    #expect(try summary([]).map(\.runs) == [5] && summary([]).map(\.duplicates) == [1])
  }

  @Test func `a group tells its runs with their seeds and values; the same config and seed counts once`()
    throws
  {
    try train("dfa", [0.3, .nan, 0.5], in: "one")
    let group = try summary(["method"], experiment: "one")[0]
    #expect(group.members.map(\.seed) == [1, 2, 3] && group.duplicates == 2)
    #expect(group.members.map(\.value) == [0.25, 0.75, 0.5])
    // By a key that tells them apart each has its own.
    let apart = try summary(["method", "job"], experiment: "one").filter { $0.values[0] == .text("dfa") }
    #expect(apart.map(\.duplicates) == [0, 0] && apart.map(\.nulls) == [0, 1])
    // Nobody knows that of runs that were trained elsewhere.
    for _ in 0..<2 {
      let job = try temporary.store.insertExternal(
        NewJob(
          name: "a run", experiment: "outside", tags: [:], method: "bp", network: "mlp", dataset: "toy",
          config: "{}", seeds: [1], steps: 1, stepsPerEpoch: 1))
      try temporary.series(Metric("test_accuracy"), run: job.runs[0].id, [(step: 1, value: 1)])
      try temporary.store.finishExternal(run: job.runs[0].id, as: .succeeded, message: nil)
    }
    #expect(try summary([], experiment: "outside").map(\.runs) == [2])
  }

  @Test func `the highest and the lowest value of a run stand for it where they are asked for`() throws {
    let job = try temporary.job(experiment: "extremes", method: "fa")
    let run = job.runs[0].id
    _ = try temporary.store.claim(run: run)
    try temporary.series(
      Metric("loss"), run: run,
      [
        (step: 1, value: 3), (step: 9, value: .nan), (step: 5_000, value: 9), (step: 9_000_000, value: -2),
        (step: 9_000_001, value: 1),
      ])
    try temporary.store.finish(run: run, as: .succeeded, message: nil)
    for (take, value) in [(SummaryTake.last, 1.0), (.highest, 9), (.lowest, -2)] {
      let groups = try temporary.store.summary(
        by: [], metric: "loss", layer: nil, take: take, of: JobSelection(experiment: ["extremes"]),
        statuses: [.succeeded])
      #expect(groups.map(\.sample.mean) == [value])
    }
  }

  @Test func `another metric, layer and status; nothing where there is nothing`() throws {
    #expect(try summary(["method"], metric: "angle", layer: "fc1", experiment: "two")[0].sample.mean == 10)
    #expect(try summary(["method"], metric: "angle").isEmpty)
    #expect(try summary(["method"], status: .failed).map(\.sample.mean) == [0.99])
    #expect(try summary([], experiment: "none").isEmpty)
  }

  @Test func `a run whose last value is NULL is counted and told of, and is in no mean`() throws {
    try train("bp", [0.5, .nan, 0.7], in: "three")
    try train("bp", [.nan], in: "four")
    let groups = try summary(["experiment"]).filter {
      [[.text("three")], [.text("four")]].contains($0.values)
    }
    #expect(groups.map(\.runs) == [1, 3] && groups.map(\.nulls) == [1, 1])
    #expect(groups.map { $0.sample.values.min() } == [nil, 0.5])
    #expect(groups[0].sample.mean == nil)
    #expect(abs(try #require(groups[1].sample.mean) - 0.6) < 1e-15)
  }

  @Test func `configs that differ in a number are not gathered, however long it is, nor are true and 1`()
    throws
  {
    let values = ["12345678901234567890", "12345678901234567891", "0.5", "\"0.5\"", "1", "true", "null"]
    for value in values {
      let job = try temporary.store.insertExternal(
        NewJob(
          name: "a run", experiment: "numbers", tags: [:], method: "bp", network: "mlp", dataset: "toy",
          config: #"{"hash":\#(value)}"#, seeds: [1], steps: 1, stepsPerEpoch: 1))
      try temporary.series(Metric("loss"), run: job.runs[0].id, [(step: 1, value: 1)])
      try temporary.store.finishExternal(run: job.runs[0].id, as: .succeeded, message: nil)
    }
    let groups = try summary(["config.hash"], metric: "loss")
    #expect(groups.map(\.runs) == Array(repeating: 1, count: values.count))
    #expect(
      groups.map { $0.values[0] } == [
        .null, .number("0.5"), .number("1"), .number("true"), .number("12345678901234567890"),
        .number("12345678901234567891"), .text("0.5"),
      ])
  }

  @Test func `it agrees with the view of results`() throws {
    let groups = try summary(["experiment", "method"])
    let rows = try temporary.store.pool.read {
      try Row.fetchAll(
        $0, sql: "SELECT test_accuracy_mean, test_accuracy_sd FROM results ORDER BY experiment, method")
    }
    #expect(groups.count == rows.count)
    for (group, row) in zip(groups, rows) {
      // They add up in ways of their own.
      #expect(abs(try #require(group.sample.mean) - row[0]) < 1e-15)
      #expect(abs((group.sample.deviation ?? -1) - (row[1] ?? -1)) < 1e-15)
    }
  }

  @Test(arguments: ["", "metod", "config.", "config.a b", "config.a'b", "tag.", "jobs.id"])
  func `what is no key`(text: String) { #expect(SummaryKey(text) == nil) }
}
