import Formats
import Foundation
import Testing
import TestSupport
import Tracking

@testable import Training

/// Grids of jobs, and the changes that they and presets and clones are made by.
struct SweepTests {
  private let tiny: TinyDataset
  private let datasets: DatasetLibrary

  init() throws {
    tiny = try TinyDataset()
    datasets = DatasetLibrary(roots: [tiny.root.path])
  }

  private func request(_ sweep: JSONValue, _ more: JSONValue = [:]) -> JSONValue {
    let base: JSONValue = ["dataset": "mnist", "network": "fc5", "method": "dkp", "epochs": 1]
    guard case .object(var members) = base.overlaid(with: more) else { return base }
    members["sweep"] = sweep
    return .object(members)
  }

  private func jobs(_ value: JSONValue) throws -> [NewJob] {
    try JobRequest(value).newJobs(datasets: datasets)
  }

  private func problems(_ value: JSONValue) -> [String] {
    do {
      _ = try jobs(value)
      return []
    } catch let error as ConfigError {
      return error.problems.map { "\($0.path): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `every combination is a job, named and tagged by what differs`() throws {
    let made = try jobs(
      request(
        ["optimizer.learning_rate": [0.01, 0.005], "method": ["dfa", "dkp"]],
        ["name": "grid", "tags": ["who": "me"], "priority": 7]))
    #expect(
      made.map(\.name) == [
        "grid: method=dfa, learning_rate=0.01", "grid: method=dfa, learning_rate=0.005",
        "grid: method=dkp, learning_rate=0.01", "grid: method=dkp, learning_rate=0.005",
      ])
    #expect(made.map(\.method) == ["dfa", "dfa", "dkp", "dkp"])
    #expect(made.allSatisfy { $0.priority == 7 && $0.tags["who"] == "me" })
    #expect(Set(made.map { $0.tags["sweep"] }).count == 1)
    #expect(made[1].tags["optimizer.learning_rate"] == "0.005" && made[1].tags["method"] == "dfa")
    let rates = try made.map {
      try JSONValue(parsing: Data($0.config.utf8))["optimizer"]?["learning_rate"]?.double
    }
    #expect(rates == [0.01, 0.005, 0.01, 0.005])
  }

  @Test func `values may be objects, and a network's option may be swept`() throws {
    let made = try jobs(
      request([
        "optimizer": [["name": "sgd", "learning_rate": 0.1], ["name": "adam", "learning_rate": 0.001]],
        "network.width": [16, 32], "feedback.optimizer.learning_rate": [0.1], "seed": [4],
      ]))
    #expect(made.map(\.network) == ["fc5:16", "fc5:16", "fc5:32", "fc5:32"])
    #expect(made[0].name == "learning_rate=0.1, width=16, optimizer=sgd, seed=4")
    #expect(made[1].config.contains(#""beta1":0.9"#) && made[1].seeds == [4])
  }

  @Test func `a preset can be swept, with overrides`() throws {
    let made = try jobs([
      "preset": "fc5/mnist/fig2", "overrides": ["trials": 2, "network.width": 16],
      "sweep": ["epochs": [1, 2]],
    ])
    #expect(made.map(\.seeds.count) == [2, 2] && made.map(\.network) == ["fc5:16", "fc5:16"])
    #expect(made[0].steps * 2 == made[1].steps)
  }

  @Test func `every problem of every combination is told once, under what makes it`() {
    let found = problems(
      request(
        ["optimizer.learning_rate": [0.01, -1, "x"], "method": ["dfa", "dpk"], "epoch": [1]],
        ["batch_size": 0]))
    #expect(found.count == 5, "\(found)")
    for start in [
      #"$.sweep["optimizer.learning_rate"][1]: "#, #"$.sweep["optimizer.learning_rate"][2]: "#,
      #"$.sweep["method"][1]: expected one of "#,
      #"$.sweep["epoch"][0]: unknown key "epoch"; did you mean "epochs"?"#,
      "$.batch_size: ",
    ] {
      #expect(found.contains { $0.hasPrefix(start) }, "\(start) in \(found)")
    }
  }

  @Test func `a problem of some combinations alone names them`() {
    // Feedback at a block that the smaller network has not.
    let found = problems(
      request([
        "method": ["dkp", "bp"], "feedback.points": [["conv1"], ["fc1"]], "network": ["conv2", "fc5"],
      ]))
    #expect(
      !found.isEmpty && found.allSatisfy { $0.hasPrefix("$.sweep: with ") || $0.hasPrefix("$.sweep[") },
      "\(found)")
  }

  @Test func `what is no grid says what one is`() {
    for (sweep, start) in [
      ([:], "$.sweep: expected an object of lists"), ([1], "$.sweep: expected an object of lists"),
      (["epochs": 1], #"$.sweep["epochs"]: expected a list of values, found 1"#),
      (["epochs": []], #"$.sweep["epochs"]: expected a list of values"#),
      (["epochs": [1, 2, 1]], #"$.sweep["epochs"][2]: 1 is there twice"#),
      (
        ["seed": .array((0..<40).map { .integer($0) }), "epochs": .array((1...40).map { .integer($0) })],
        "$.sweep: makes more than 1000 jobs"
      ),
    ] as [(JSONValue, String)] {
      let found = problems(request(sweep))
      #expect(found.count == 1 && found[0].hasPrefix(start), "\(found)")
    }
    let many = problems(request(["seed": .array((0..<20).map { .integer($0) })], ["trials": 1000]))
    #expect(many.count == 1 && many[0].hasPrefix("$.sweep: makes 20000 runs"), "\(many)")
    let both = problems(request(3, ["priority": 101, "batch_size": 0]))
    #expect(both.map { $0.prefix { $0 != ":" } } == ["$.batch_size", "$.priority", "$.sweep"], "\(both)")
  }

  @Test func `changes: a new name begins anew, options join a name, null takes away`() {
    let config: JSONValue = [
      "name": "job", "network": "fc5", "epochs": 1,
      "optimizer": ["name": "sgd", "momentum": 0.5, "learning_rate": 0.1],
    ]
    #expect(config.changed(by: ["name": "other"])["network"] == "fc5")
    #expect(
      config.changed(by: ["network.width": 8])["network"] == ["name": "fc5", "width": 8])
    #expect(config.changed(by: ["network": "conv2"])["network"] == "conv2")
    #expect(
      config.changed(by: ["optimizer": ["name": "adam", "learning_rate": 1]])["optimizer"]
        == ["name": "adam", "learning_rate": 1])
    #expect(
      config.changed(by: ["optimizer.name": "sgd", "optimizer.learning_rate": 1])["optimizer"]
        == ["name": "sgd", "momentum": 0.5, "learning_rate": 1])
    let steps = config.changed(by: ["epochs": nil, "steps": 5, "optimizer.momentum": nil])
    #expect(steps.members?.keys.sorted() == ["name", "network", "optimizer", "steps"])
    #expect(steps["optimizer"] == ["name": "sgd", "learning_rate": 0.1])
    #expect(config.changed(by: ["a..b": 1])["a..b"] == 1)
  }
}
