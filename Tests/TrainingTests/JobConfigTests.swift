import Compute
import Formats
import Foundation
import Learning
import Testing
import Training

/// What a config may say, and what is said of a bad one.
@Suite struct JobConfigTests {
  private func config(_ text: String) throws -> JobConfig { try JobConfig(parsing: Data(text.utf8)) }

  /// The problems of a config that must not be accepted.
  private func problems(_ text: String) throws -> [ConfigProblem] {
    let error = #expect(throws: ConfigError.self) { _ = try config(text) }
    return try #require(error).problems
  }

  private let smallest = #"{"dataset":"fashion-mnist","network":"fc5","method":"dkp","epochs":2}"#

  @Test func `the smallest config has the paper's small-network values`() throws {
    let config = try config(smallest)
    #expect(config.name == "dkp fc5 on fashion-mnist")
    #expect(config.learner.batchSize == 50)
    #expect(config.length == .epochs(2))
    #expect(config.seeds == [1])
    #expect(config.network == NetworkConfig(FC5()))
    #expect(
      config.learner.optimizer
        == OptimizerConfig(learningRate: 0.01, momentum: 0.9, nesterov: true, weightDecay: 1e-6))
    #expect(config.learner.feedback.optimizer.learningRate == 1e-4)
    #expect(config.learner.feedback.schedule == .constant)
  }

  @Test func `bf16 is for processors that have it`() throws {
    let bf16 = String(smallest.dropLast()) + #","precision":"bf16"}"#
    if Precision.bf16.isSupported {
      #expect(try config(bf16).learner.precision == .bf16)
    } else {
      let problem = try #require(try problems(bf16).first)
      #expect(problem.path == "$.precision")
      #expect(problem.message.contains(ProcessorInfo.name))
    }
    #expect(try config(smallest).learner.precision == .f32)
    let unknown = try problems(String(smallest.dropLast()) + #","precision":"bf61"}"#)
    #expect(unknown.map(\.path) == ["$.precision"])
    #expect(unknown[0].message.contains("bf16"))
  }

  @Test func `the design's whole example is understood`() throws {
    let config = try config(
      """
      {"name": "dkp on fashion-mnist", "experiment": "table1-fashion-mnist", "tags": {"who": "me"},
       "dataset": "fashion-mnist", "network": {"name": "fc5", "width": 1000}, "method": "dkp",
       "epochs": 50, "batch_size": 50, "shuffle": true, "seed": 3, "trials": 10, "loss": "cross_entropy",
       "optimizer": {"name": "sgd", "learning_rate": 0.01, "momentum": 0.9, "nesterov": true, "weight_decay": 1e-6},
       "feedback": {"optimizer": {"name": "sgd", "learning_rate": 1e-3, "momentum": 0.9, "nesterov": true,
                                  "weight_decay": 1e-6},
                    "schedule": {"name": "exponential", "gamma": 0.85}, "init": "kaiming_uniform",
                    "injection": "post_activation", "error_scale": "batch_mean"},
       "record": {"every": 1, "angle": true, "signal_angle_every": 0}, "resources": {"threads": 2}}
      """)
    #expect(config.seeds == Array(3...12))
    #expect(config.tags == ["who": "me"])
    #expect(config.network.label == "fc5:1000")
    #expect(config.learner.feedback.schedule == .exponential(gamma: 0.85))
    #expect(config.learner.feedback.optimizer.learningRate == 1e-3)
    #expect(config.threads == 2)
  }

  @Test func `canonical JSON has every key, sorted, and reads as the same config`() throws {
    let first = try config(smallest)
    let again = try config(first.canonicalText)
    #expect(again == first)
    #expect(first.canonicalText.hasPrefix(#"{"batch_size":50,"dataset":"fashion-mnist","drop_last":false,"#))
    #expect(first.canonicalText.contains(#""network":{"name":"fc5","width":512}"#))
    #expect(!first.canonicalText.contains("steps"))
    #expect(
      try config(#"{"epochs":2, "method":"dkp","network":{"name":"fc5"},"dataset":"fashion-mnist"}"#) == first
    )
  }

  @Test func `a whole number is as good as a fraction, and the same job`() throws {
    let one = try config(
      #"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"optimizer":{"learning_rate":1}}"#)
    let other = try config(
      #"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"optimizer":{"learning_rate":1.0}}"#)
    #expect(one == other)
  }

  @Test func `every problem is reported at once, each with its path`() throws {
    let found = try problems(
      """
      {"dataset": "fashion-mnst", "network": {"name": "fc5", "wdith": 3}, "method": 7, "epochs": 0,
       "optimizer": {"learning_rate": "fast", "momentum": 1.5}, "feedback": {"optimizer": {"weight_decay": -1}},
       "colour": "red"}
      """)
    #expect(
      found.map(\.path).sorted() == [
        "$.colour", "$.dataset", "$.epochs", "$.feedback.optimizer.weight_decay", "$.method",
        "$.network.wdith",
        "$.optimizer.learning_rate", "$.optimizer.momentum",
      ])
  }

  @Test func `an unknown key or name is answered with the nearest known one`() throws {
    let keys = try problems(
      #"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"optimizer":{"learning_rte":1}}"#)
    #expect(keys.map(\.path) == ["$.optimizer.learning_rte"])
    #expect(keys[0].message.contains(#"did you mean "learning_rate"?"#))
    let names = try problems(#"{"dataset":"fashion_mnist","network":"fc5","method":"dpk","epochs":1}"#)
    #expect(names[0].message.contains(#"did you mean "fashion-mnist"?"#))
    #expect(names[1].message.contains(#"did you mean "dkp"?"#))
  }

  @Test(arguments: [
    (#"{}"#, ["$.dataset", "$.network", "$.method", "$.epochs"]),
    (#"[]"#, ["$", "$.dataset", "$.network", "$.method", "$.epochs"]),
    (#"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"steps":5}"#, ["$.steps"]),
    (#"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1.5}"#, ["$.epochs"]),
    (#"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1e300}"#, ["$.epochs"]),
    (#"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"batch_size":-3}"#, ["$.batch_size"]),
    (#"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"shuffle":1}"#, ["$.shuffle"]),
    (#"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"name":""}"#, ["$.name"]),
    (#"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"tags":{"a":1}}"#, ["$.tags.a"]),
    (#"{"dataset":"mnist","network":["fc5"],"method":"bp","epochs":1}"#, ["$.network", "$.network.name"]),
    (#"{"dataset":null,"network":"fc5","method":"bp","epochs":1}"#, ["$.dataset"]),
    (
      #"{"dataset":"mnist","network":"fc5","method":"bp","epochs":1,"optimizer":{"momentum":0,"nesterov":true}}"#,
      ["$.optimizer.nesterov"]
    ),
  ])
  func `wrong values and types`(text: String, paths: [String]) throws {
    #expect(try problems(text).map(\.path) == paths)
  }

  @Test(arguments: ["", "{", "{\"a\":}", "nonsense", "{\"a\":1}x", String(repeating: "[", count: 5000)])
  func `what is not JSON is one problem at the root`(text: String) throws {
    #expect(try problems(text).map(\.path) == ["$"])
  }

  @Test func `an epoch counts its left-over batch, and steps are steps`() throws {
    let config = try config(#"{"dataset":"mnist","network":"fc5","method":"bp","epochs":3,"batch_size":64}"#)
    #expect(config.stepsPerEpoch(samples: 60_000) == 938)
    #expect(config.steps(samples: 60_000) == 2814)
    let short = try self.config(#"{"dataset":"mnist","network":"fc5","method":"bp","steps":7}"#)
    #expect(short.steps(samples: 60_000) == 7)
  }

  @Test func `every preset is a valid config under its own name`() throws {
    #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
    for preset in Preset.all {
      #expect(throws: Never.self, "\(preset.name)") { try JobConfig(preset.config) }
      #expect(Preset.named(preset.name)?.config == preset.config)
    }
    for name in Preset.demoNames { #expect(Preset.named(name) != nil) }
  }

  @Test func `a preset takes overrides, key by key`() throws {
    let value = try JobRequest.config(
      in: ["preset": "fc5/mnist/fig2", "overrides": ["epochs": 1, "optimizer": ["momentum": 0.5]]])
    let config = try JobConfig(value)
    #expect(config.length == .epochs(1))
    #expect(config.learner.optimizer.momentum == 0.5)
    #expect(config.learner.optimizer.weightDecay == 1e-6)
    let error = #expect(throws: ConfigError.self) {
      _ = try JobRequest.config(in: ["preset": "fc5/mnist/fig3", "epochs": 2])
    }
    #expect(try #require(error).problems.map(\.path) == ["$.epochs", "$.preset"])
    #expect(try #require(error).description.contains("fc5/mnist/fig2"))
  }

  @Test func `the schema names every key that a canonical config has`() throws {
    let schema = JobSchema.schema()
    func check(_ config: JSONValue, against schema: JSONValue?, at path: String) {
      guard case .object(let members) = config else { return }
      // Of a named value, the object with that name.
      let named = schema?["anyOf"]?.array?.first {
        $0["properties"]?["name"]?["enum"]?.array?.first == members["name"]
      }
      let known = (named ?? schema)?["properties"]
      for (key, value) in members where path != "$.tags" {
        #expect(known?[key] != nil, "\(path).\(key)")
        check(value, against: known?[key], at: "\(path).\(key)")
      }
    }
    check(try JSONValue(parsing: Data(config(smallest).canonicalText.utf8)), against: schema, at: "$")
    #expect(schema["required"] == ["dataset", "network", "method"])
    // A name alone, or an object with it.
    let method = try #require(schema["properties"]?["method"]?["anyOf"]?.array)
    #expect(method[0]["enum"]?.array == LearningRules.names.map { .string($0) })
    #expect(
      method.dropFirst().map { $0["properties"]?["name"]?["enum"]?.array?.first } == method[0]["enum"]?.array)
  }
}
