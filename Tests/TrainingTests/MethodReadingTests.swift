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
    static let title = "Rich"
    static let route = SignalRoute.serial
    static let summary = "for these tests"
    let feedback = NoFeedback()

    struct Options {
      let noise: Double
      let every: Int
      let isCentred: Bool
      let shape: String

      init(_ config: ConfigReader) {
        noise = config.number("noise", standard: 0.1, in: 0...2, over: true, "a number")
        every = config.integer("every", standard: 3, in: 1...9, "an integer")
        isCentred = config.flag("centred", standard: true, "a flag")
        shape = config.choice("shape", of: ["normal", "uniform"], standard: "normal", "a choice")
      }
    }

    static func declare(_ options: ConfigReader) { _ = Options(options) }

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
  private func rich(_ method: JSONValue) throws -> (options: Rich.Options, canonical: JSONValue?) {
    let reader = ConfigReader(["method": method])
    let options = reader.nameFirst("method", of: ["rich", "poor"], "which") { name, options -> JSONValue in
      if name == "rich" { Rich.declare(options) }
      return .object(options.canonical)
    }
    try reader.throwProblems()
    return (Rich.Options(ConfigReader(options)), reader.canonical["method"])
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
    #expect(given.noise == 1 && given.every == 5)
    #expect(!given.isCentred && given.shape == "uniform")
    #expect(
      canonical == ["name": "rich", "noise": .number(1), "every": 5, "centred": false, "shape": "uniform"])
    let (usual, name) = try rich("rich")
    #expect(usual.noise == 0.1 && usual.every == 3)
    #expect(usual.isCentred && usual.shape == "normal")
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
      let options = ConfigReader.fields { rule.declare($0) }
      #expect(schema?["properties"]?.members?.keys.sorted() == (["name"] + options.map(\.key)).sorted())
      for option in options {
        let value: JSONValue
        switch option.kind {
        case .number(let range, _): value = .number(range.upperBound)
        case .integer(let range): value = .integer(range.upperBound)
        case .flag: value = .bool(option.standard != .bool(true))
        case .choice(let names, _): value = .string(names.last!)
        default:
          Issue.record("\(rule.name): no test of an option like \(option.key)")
          continue
        }
        let config = try config(["name": .string(rule.name), option.key: value])
        #expect(config.learner.method == rule.name && config.learner.ruleOptions[option.key] == value)
        let stored = try JSONValue(parsing: Data(config.canonicalText.utf8))
        let kept = try #require(stored["method"]?[option.key])
        // A number that is whole comes back as an integer.
        #expect(value.double.map { kept.double == $0 } ?? (kept == value))
        #expect(try JobConfig(stored) == config)
        #expect(try config.newJob(on: pictures).method == rule.name)
      }
    }
  }

  @Test func `every rule's name, options and random streams are its own`() {
    #expect(Set(LearningRules.names).count == LearningRules.all.count)
    var streams: [UInt32] = []
    for rule in LearningRules.all {
      let options = ConfigReader.fields { rule.declare($0) }.map(\.key)
      #expect(!options.contains("name") && !rule.summary.isEmpty)
      #expect(Set(options).count == options.count)
      streams += rule.streams.map { RandomStream.word(ofPurposeNamed: "\(rule.name)/\($0)") }
    }
    #expect(Set(streams).count == streams.count)
  }
}
