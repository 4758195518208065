import Formats
import Foundation
import Testing
import Tracking
import Training

@testable import Reproduction

struct PlanTests {
  @Test(arguments: Study.allCases)
  func `every study has a config for each of its methods on each of its datasets`(_ study: Study) throws {
    for dataset in study.datasets {
      var request = StudyPlan.Request()
      request.dataset = dataset
      let plan = try StudyPlan(study, request)
      #expect(Set(plan.parts.map(\.method)) == Set(study.methods))
      #expect(
        plan.parts.allSatisfy { $0.config.dataset == dataset && $0.config.experiment.contains(dataset) })
      if let table = study.table {
        #expect(plan.epochs == table.epochs && plan.trials == table.trials)
        #expect(plan.parts.allSatisfy { $0.config.network.label == table.network })
        #expect(plan.parts.allSatisfy { table.row($0.method, on: dataset) != nil })
      }
    }
  }

  @Test func `Figure 2 has five seeds of two methods, its search sixty settings beside three`() throws {
    #expect(try StudyPlan(.fig2).runs == 10)
    let search = try StudyPlan(.fig2Sweep)
    #expect(search.parts.count { $0.method == "dkp" } == 60 && search.parts.count { $0.method == "dfa" } == 3)
    #expect(Set(search.parts.map(\.config.canonicalText)).count == 63)
    #expect(search.parts[0].label == "dfa · width=128")
  }

  @Test func `what is asked for changes every run`() throws {
    var request = StudyPlan.Request()
    (request.methods, request.trials, request.epochs) = (["dkp", "dfa"], 2, 3)
    let plan = try StudyPlan(.table1, request)
    #expect(plan.parts.map(\.label) == ["dfa", "dkp"] && plan.parts.allSatisfy { $0.seeds == [1, 2] })
    #expect(plan.parts.allSatisfy { $0.config.length == .epochs(3) })
    (request.epochs, request.steps) = (nil, 50)
    #expect(try StudyPlan(.table1, request).parts.allSatisfy { $0.config.length == .steps(50) })
  }

  @Test func `a method that a study has not is refused with the nearest`() {
    var request = StudyPlan.Request()
    request.methods = ["dpk"]
    #expect {
      try StudyPlan(.table1, request)
    } throws: {
      "\($0)".contains("did you mean \"dkp\"?")
    }
    request.methods = ["dkp", "dkp"]
    #expect(throws: PlanError.self) { try StudyPlan(.table1, request) }
  }

  @Test func `a dataset of one's own gets the usual one's config and an experiment of its name`() throws {
    var request = StudyPlan.Request()
    request.dataset = "fashion-mnist"
    let plan = try StudyPlan(.fig2, request)
    #expect(plan.parts.allSatisfy { $0.config.experiment == "fig2-fashion-mnist" })
  }

  @Test func `runs of one config are found whatever they are called and however many they are`() throws {
    let part = try StudyPlan(.fig2).parts[1]
    func has(_ changes: JSONValue) throws -> Bool {
      part.config.hasRuns(of: try JobConfig(part.request.changed(by: changes)).canonicalText)
    }
    #expect(try has([:]))
    #expect(
      try has([
        "name": "mine", "experiment": "other", "tags": ["a": "b"], "trials": 2, "seed": 4,
        "resources.threads": 1,
      ]))
    #expect(try !has(["feedback.optimizer.learning_rate": 0.02]))
    #expect(try !has(["epochs": 14]) && !has(["method": "dfa"]) && !has(["network": "conv2"]))
    #expect(!part.config.hasRuns(of: "{}") && !part.config.hasRuns(of: "no JSON"))
    // An earlier version's config had not every key.
    let old = try JSONValue(parsing: Data(part.config.canonicalText.utf8)).overlaid(with: [
      "drop_last": .null
    ])
    #expect(part.config.hasRuns(of: old.canonicalText))
  }

  @Test func `the furthest run stands for its seed, and what is missing is asked for without gaps`() {
    func run(_ id: Int64, _ seed: UInt64, _ status: Status, diverged: Bool = false) -> PartRuns.Known {
      PartRuns.Known(id: id, job: 1, seed: seed, status: status, hasDiverged: diverged)
    }
    let runs = PartRuns(
      seeds: [1, 2, 3, 4, 5, 6, 7],
      found: [
        run(9, 1, .succeeded), run(3, 1, .running), run(10, 1, .succeeded), run(4, 2, .cancelled),
        run(5, 3, .failed),
        run(6, 4, .failed, diverged: true), run(7, 8, .succeeded), run(8, 6, .interrupted),
      ])
    #expect(runs.known.map(\.id) == [9, 6, 8])
    #expect(runs.missing == [2, 3, 5, 7] && !runs.isDone)
    #expect(runs.gaps.map(\.first) == [2, 5, 7] && runs.gaps.map(\.count) == [2, 1, 1])
    #expect(runs.succeeded.map(\.id) == [9])
    #expect(PartRuns(seeds: [1], found: [run(1, 1, .failed, diverged: true)]).isDone)
  }
}
