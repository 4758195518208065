import Compute
import Datasets
import Formats
import Foundation
import Learning
import Testing
import Tracking

@testable import Training

/// A config's `method`: a name, or an object with the name and the rule's options.
@Suite struct MethodReadingTests {
  /// A rule with an option of each kind, which the registry does not know.
  private struct Rich: LearningRule {
    static let name = "rich"
    static let summary = "for these tests"
    static let noise = RuleOption("noise", .number(standard: 0.1, 0...2, over: true), "a number")
    static let every = RuleOption("every", .integer(standard: 3, 1...9), "an integer")
    static let centred = RuleOption("centred", .flag(standard: true), "a flag")
    static let shape = RuleOption("shape", .choice(standard: "normal", ["normal", "uniform"]), "a choice")
    static let options = [noise, every, centred, shape]
    let feedback = NoFeedback()

    init(_ context: RuleContext) throws {}

    func plan(_ step: StepContext) throws -> StepPlan { try .serial(over: step.pass) }
  }

  private func config(_ method: JSONValue) throws -> JobConfig {
    try JobConfig(["dataset": "mnist", "network": "fc5", "method": method, "epochs": 1])
  }

  private let pictures = TrainingSet(
    shape: SampleShape(channels: 1, height: 28, width: 28), classes: 10, wholeClasses: 10, samples: 100,
    testSamples: 10)

  private func problems(_ method: JSONValue) -> [ConfigProblem] {
    let error = #expect(throws: ConfigError.self) { try config(method) }
    return error?.problems ?? []
  }

  /// Reads `method` as a config would if the rule were one of the registry's.
  private func rich(_ method: JSONValue) throws -> (options: RuleOptions, canonical: JSONValue?) {
    let reader = ConfigReader(["method": method])
    let options = reader.nameFirst("method", of: ["rich", "poor"], "which") { name, options in
      name == "rich" ? RuleOptions.read(options, of: Rich.self) : RuleOptions()
    }
    try reader.throwProblems()
    return (options, reader.canonical["method"])
  }

  @Test func `a name, and an object with only that name, are the same config`() throws {
    for name in LearningRules.names {
      let config = try config(.string(name))
      #expect(config.canonicalText.contains(#""method":"\#(name)""#))
      #expect(try self.config(["name": .string(name)]) == config)
      #expect(config.isSame(as: config.canonicalText))
    }
  }

  @Test func `options are read by what the rule declares`() throws {
    let (given, canonical) = try rich([
      "name": "rich", "noise": 1, "every": 5, "centred": false, "shape": "uniform",
    ])
    #expect(given.number(Rich.noise) == 1 && given.integer(Rich.every) == 5)
    #expect(!given.flag(Rich.centred) && given.choice(Rich.shape) == "uniform")
    #expect(
      canonical == ["name": "rich", "noise": .number(1), "every": 5, "centred": false, "shape": "uniform"])
    let (usual, name) = try rich("rich")
    #expect(usual.number(Rich.noise) == 0.1 && usual.integer(Rich.every) == 3)
    #expect(usual.flag(Rich.centred) && usual.choice(Rich.shape) == "normal")
    #expect(name == "rich")
  }

  @Test func `options that are what they would be anyway leave the name alone`() throws {
    #expect(try rich(["name": "rich", "noise": 0.1, "every": 3]).canonical == "rich")
    #expect(
      try rich(["name": "rich", "noise": 0.1, "every": 4]).canonical
        == ["name": "rich", "noise": 0.1, "every": 4, "centred": true, "shape": "normal"])
  }

  @Test func `a bad option is named with its place and what would do`() throws {
    let error = #expect(throws: ConfigError.self) {
      try rich(["name": "rich", "noise": 0, "every": 1.5, "centred": 1, "shape": "normale", "nose": 1])
    }
    let problems = Dictionary(uniqueKeysWithValues: (error?.problems ?? []).map { ($0.path, $0.message) })
    #expect(
      problems == [
        "$.method.noise": "expected a number above 0.0 and at most 2.0, found 0",
        "$.method.every": "expected an integer in 1...9, found 1.5",
        "$.method.centred": "expected true or false, found 1",
        "$.method.shape": #"expected one of normal, uniform, found "normale"; did you mean "normal"?"#,
        "$.method.nose":
          #"unknown key "nose"; did you mean "noise"? Known keys here: name, noise, every, centred, shape"#,
      ])
    #expect(throws: ConfigError.self) { try rich(["name": "poor", "noise": 0.5]) }
  }

  @Test func `a bad name is complained of where it stands`() {
    let all = LearningRules.names.joined(separator: ", ")
    #expect(
      problems("dpk").map { "\($0.path) \($0.message)" } == [
        #"$.method expected one of \#(all), found "dpk"; did you mean "dkp"?"#
      ])
    #expect(problems(7).map { "\($0.path) \($0.message)" } == ["$.method expected one of \(all), found 7"])
    #expect(
      problems(["name": "dpk"]).map { "\($0.path) \($0.message)" } == [
        #"$.method.name expected one of \#(all), found "dpk"; did you mean "dkp"?"#
      ])
    #expect(problems([:]).map(\.path) == ["$.method.name"])
    #expect(problems(["name": "dkp", "noise": 1]).map(\.path) == ["$.method.noise"])
  }

  @Test func `a rule's options reach its learner, and the schema has them`() throws {
    let branches = try #require(JobSchema.schema()["properties"]?["method"]?["anyOf"]?.array)
    for rule in LearningRules.all {
      let schema = branches.first { $0["properties"]?["name"]?["enum"] == [.string(rule.name)] }
      #expect(schema?["properties"]?.members?.keys.sorted() == (["name"] + rule.options.map(\.key)).sorted())
      for option in rule.options {
        let value: (JSONValue, RuleOptions.Value)
        switch option.kind {
        case .number(_, let range, _): value = (.number(range.upperBound), .number(range.upperBound))
        case .integer(_, let range): value = (.integer(range.upperBound), .integer(range.upperBound))
        case .flag(let standard): value = (.bool(!standard), .flag(!standard))
        case .choice(_, let names): value = (.string(names.last!), .choice(names.last!))
        }
        let config = try config(["name": .string(rule.name), option.key: value.0])
        #expect(config.learner.method == rule.name && config.learner.ruleOptions[option] == value.1)
        let stored = try JSONValue(parsing: Data(config.canonicalText.utf8))
        let kept = try #require(stored["method"]?[option.key])
        // A number that is whole comes back as an integer.
        #expect(value.0.double.map { kept.double == $0 } ?? (kept == value.0))
        #expect(try JobConfig(stored) == config)
        #expect(try config.newJob(on: pictures).method == rule.name)
      }
    }
  }

  @Test func `every rule's name, options and random streams are its own`() {
    #expect(Set(LearningRules.names).count == LearningRules.all.count)
    var streams: [UInt32] = []
    for rule in LearningRules.all {
      #expect(!rule.options.contains { $0.key == "name" } && !rule.summary.isEmpty)
      #expect(Set(rule.options.map(\.key)).count == rule.options.count)
      streams += rule.streams.map { RandomStream.word(ofPurposeNamed: "\(rule.name)/\($0)") }
    }
    #expect(Set(streams).count == streams.count)
  }
}
