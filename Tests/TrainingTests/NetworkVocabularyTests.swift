import Compute
import Datasets
import Formats
import Foundation
import Learning
import Testing
import Training

/// What a config may say about networks, methods, feedback and pictures.
@Suite struct NetworkVocabularyTests {
  private static let base: JSONValue = [
    "dataset": "cifar10", "network": "conv2", "method": "dkp", "epochs": 1,
  ]

  private func config(_ changes: JSONValue) throws -> JobConfig {
    try JobConfig(Self.base.overlaid(with: changes))
  }

  private func problems(_ changes: JSONValue) throws -> [ConfigProblem] {
    try #require(#expect(throws: ConfigError.self) { _ = try config(changes) }).problems
  }

  private func shapes(_ changes: JSONValue) throws -> [[Int]] {
    let config = try config(changes)
    let descriptor = try DatasetLibrary.registered.descriptor(named: config.dataset)
    let spec = try config.network.spec(
      pictures: config.preprocessing.shape(of: descriptor.shape), classes: descriptor.classes)
    return try spec.shapes(classes: descriptor.classes)
  }

  @Test func `conv2's linear layer has 6272 inputs on 28x28 and on 32x32 pictures`() throws {
    #expect(try shapes([:]) == [[32, 30, 30], [32, 14, 14], [128], [10]])
    #expect(
      try shapes(["dataset": "fashion-mnist"]) == [[32, 28, 28], [32, 14, 14], [128], [10]])
    #expect(32 * 14 * 14 == 6272)
    #expect(
      try shapes(["network": ["name": "conv2", "padding": 1]]) == [[32, 32, 32], [32, 16, 16], [128], [10]])
  }

  @Test func `alexnet is torchvision's on 224x224 pictures, which its transforms make`() throws {
    let alexnet = try shapes(["dataset": "cifar100", "network": "alexnet"])
    #expect(
      alexnet == [
        [64, 27, 27], [192, 13, 13], [384, 13, 13], [256, 13, 13], [256, 6, 6], [4096], [4096], [100],
      ])
    let config = try config(["dataset": "cifar100", "network": "alexnet"])
    #expect(config.learner.feedback.injection == .block_output)
    #expect(config.preprocessing.train.count == 2)
    #expect(try shapes(["network": "alexnet-32"]).dropLast().last == [1024])
    #expect(try self.config([:]).learner.feedback.injection == .post_activation)
  }

  private static let blocks: JSONValue = [
    [
      "layer": ["name": "conv", "outputs": 20, "kernel": 5, "stride": 2, "padding": 2],
      "then": ["batch_norm", "tanh", ["name": "max_pool", "kernel": 3, "stride": 2]],
    ],
    [
      "name": "middle", "layer": ["name": "conv", "outputs": 8, "kernel": 3],
      "then": [["name": "avg_pool", "kernel": 2], "sigmoid", ["name": "dropout", "rate": 0.25]],
    ],
    ["layer": ["name": "linear", "outputs": 10]],
  ]

  @Test func `blocks are read in the order given`() throws {
    let config = try config(["network": ["blocks": Self.blocks]])
    let blocks = try #require(config.network.architecture as? BlockList).blocks
    #expect(blocks.map(\.name) == ["conv1", "middle", "fc1"])
    #expect(
      blocks[0].stages == [
        .batchNorm, .activation(.tanh), .pooling(.maximum, Window(3, stride: 2)),
      ])
    #expect(
      blocks[1].stages == [
        .pooling(.average, Window(2, stride: 2)), .activation(.sigmoid), .dropout(0.25),
      ])
    #expect(config.network.label == "conv20k5s2-conv8k3-fc10")
    #expect(try shapes(["network": ["blocks": Self.blocks]]) == [[20, 7, 7], [8, 2, 2], [10]])
    #expect(try JobConfig(parsing: Data(config.canonicalText.utf8)) == config)
  }

  private static let impossible: [(String, String, String)] = [
    (
      #"{"network":"alexnet","transforms":{"train":[],"test":[]}}"#, "$.network",
      "conv5: pooling with kernel 3 does not fit into 256x1x1"
    ),
    (
      #"""
      {"network": {"blocks": [{"layer": {"name": "linear", "outputs": 5}}, {"layer": {"name": "conv",
      "outputs": 5, "kernel": 3}}, {"layer": {"name": "linear", "outputs": 10}}]}}
      """#, "$.network",
      "conv1: a convolution needs a picture (C, H, W), but what comes in is 5"
    ),
    (
      #"{"network":{"blocks":[{"layer":{"name":"linear","outputs":9}}]}}"#, "$.network",
      "fc1: the last block must be linear with 10 outputs"
    ),
    (
      #"""
      {"network": {"blocks": [{"layer": {"name": "conv", "outputs": 4, "kernel": 40}}, {"layer":
      {"name": "linear", "outputs": 10}}]}}
      """#, "$.network",
      "conv1: a convolution with kernel 40 does not fit into 3x32x32"
    ),
    (
      #"{"transforms":{"train":[{"name":"center_crop","size":40}]}}"#, "$.transforms",
      "3x32x32"
    ),
    (
      #"{"transforms":{"train":[{"name":"resize","size":40}]}}"#, "$.transforms",
      "one shape"
    ),
    (
      #"{"normalization":{"mean":[0.5,0.5]}}"#, "$.transforms",
      "1 or 3 values"
    ),
    (
      #"{"feedback":{"points":["fc9"]}}"#, "$.feedback.points",
      "conv1, conv2, fc1"
    ),
    (
      #"{"feedback":{"nonzeros":11}}"#, "$.feedback.nonzeros",
      "at most 10"
    ),
    (
      #"{"feedback":{"nonzeros":2},"method":"fa"}"#, "$.feedback.nonzeros",
      "direct"
    ),
    (
      #"{"feedback":{"init":"copy_of_weights"}}"#, "$.feedback.init",
      "fa or kp"
    ),
    (
      #"{"feedback":{"init":"launay_normal"},"method":"kp"}"#, "$.feedback.init",
      "direct"
    ),
    (
      #"{"feedback":{"init":{"name":"uniform","low":1,"high":0}}}"#, "$.feedback.init.high",
      "low"
    ),
    (
      #"{"optimizer":{"name":"adam","momentum":0.5}}"#, "$.optimizer.momentum",
      "unknown key"
    ),
    (
      #"{"initial_weights":"/etc/passwd"}"#, "$.initial_weights",
      "bearing run"
    ),
    (
      #"{"network":{"name":"conv2","padding":2}}"#, "$.network.padding",
      "0...1"
    ),
  ]

  @Test(arguments: impossible)
  func `what cannot be is said where it is`(changes: String, path: String, text: String) throws {
    let found = try problems(JSONValue(parsing: Data(changes.utf8)))
    #expect(found.map(\.path) == [path])
    #expect(found.first?.message.contains(text) == true, "\(found)")
  }

  @Test func `a problem inside a list says which element`() throws {
    let changes: JSONValue = [
      "network": [
        "blocks": [["layer": "linear"], ["layer": ["name": "linear", "outputs": 10], "then": ["relv"]]]
      ]
    ]
    let found = try problems(changes)
    #expect(found.map(\.path) == ["$.network.blocks[0].layer.outputs", "$.network.blocks[1].then[0].name"])
    #expect(found[1].message.contains(#"did you mean "relu"?"#))
  }

  @Test func `every method, initialiser, schedule and optimizer is understood`() throws {
    for method in [
      "bp", "bp-fc-only", "fa", "kp", "dfa", "dkp", "drtp", "usf", "brsf", "frsf", "sdfa", "shallow",
    ] {
      #expect(try config(["method": .string(method)]).learner.method == method)
    }
    for name in [
      "kaiming_uniform", "kaiming_normal", "xavier_uniform", "lecun_normal", "launay_normal", "zeros",
    ] {
      _ = try config(["feedback": ["init": .string(name)]])
    }
    #expect(
      try config(["method": "kp", "feedback": ["init": "copy_of_weights"]]).learner.feedback.initializer
        == .copyOfWeights)
    let rich = try config([
      "optimizer": ["name": "adam", "learning_rate": 1e-3, "beta1": 0.8, "decay": "decoupled"],
      "schedule": ["name": "step", "every": 3, "gamma": 0.5], "loss": "binary_cross_entropy",
      "feedback": ["schedule": "exponential", "points": ["fc1"], "nonzeros": 3],
    ])
    #expect(rich.learner.optimizer.name == .adam && rich.learner.optimizer.decay == .decoupled)
    #expect(rich.learner.schedule == .step(every: 3, gamma: 0.5))
    #expect(rich.learner.feedback.schedule == .exponential(gamma: 0.85))
    #expect(rich.learner.feedback.points == ["fc1"] && rich.learner.feedback.nonzeros == 3)
    #expect(rich.learner.loss == .binary_cross_entropy)
  }

  @Test func `a file may be named on the command line alone`() throws {
    let changes: JSONValue = ["initial_weights": "w.safetensors"]
    #expect(
      try JobConfig(Self.base.overlaid(with: changes), allowingFiles: true).initialWeights == "w.safetensors")
    #expect(JobSchema.schema()["properties"]?["initial_weights"] == nil)
  }

  @Test func `every preset is a valid config, and says what it is judged against`() throws {
    for preset in Preset.all {
      #expect(throws: Never.self, "\(preset.name)") { _ = try JobConfig(preset.config) }
      #expect(!preset.summary.isEmpty)
    }
    #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
    for name in [
      "small/cifar10/paper", "small/cifar10/author", "small/fmnist/paper", "fc5/mnist/fig2",
      "alexnet/cifar100/paper", "alexnet/cifar100/author", "alexnet/tiny/paper", "alexnet-lite/cifar10",
      "akrout-mnist", "frenkel-drtp", "small/cifar10/paper-bp-fc-only", "alexnet/tiny/paper-kp",
    ] {
      #expect(Preset.named(name) != nil, "\(name)")
    }
  }
}
