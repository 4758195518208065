import Datasets
import Foundation
import Learning

extension JobConfig {
  /// - Throws: ``ConfigError`` with every problem at once.
  package init(parsing text: Data) throws {
    try self.init(JSONValue(parsing: text))
  }

  /// - Throws: ``ConfigError`` with every problem at once.
  package init(_ value: JSONValue) throws {
    let reader = ConfigReader(value)
    self = Self.read(reader)
    reader.reportUnknownKeys()
    try reader.throwProblems()
    canonicalText = JSONValue.object(reader.canonical).canonicalText
  }

  /// Declares every key of a config; see ``ConfigReader``.
  static func read(_ config: ConfigReader) -> JobConfig {
    let dataset = config.choice("dataset", of: DatasetRegistry.all.map(\.name), "what to train on")
    let network = config.named(
      "network", of: NetworkConfig.Architecture.allCases.map(\.rawValue),
      "the architecture, or one with options"
    ) { name, options in NetworkConfig.read(name, options) }
    let method = config.choice("method", of: LearningRules.names, "the learning rule")
    let name = config.text(
      "name", standard: "\(method) \(network.label) on \(dataset)", maxLength: 200,
      "what people call this job")
    let learner = LearnerConfig(
      method: method,
      batchSize: config.integer("batch_size", standard: 50, in: 1...65536, "samples of a training batch"),
      optimizer: config.object("optimizer", "how the forward weights move") { .read($0, learningRate: 0.01) },
      feedback: config.object("feedback", "how the feedback matrices begin and learn") { .read($0) })
    let record = config.object("record", "what is stored while a run trains") { record in
      // Zero for now is the only value: the angle to the backpropagated signal is not measured yet.
      _ = record.integer(
        "signal_angle_every", standard: 0, in: 0...0, "iterations between two signal angles; 0 for none")
      return (
        every: record.integer("every", standard: 1, in: 1...1_000_000, "store every how many iterations"),
        angle: record.flag("angle", standard: true, "measure the alignment angle of every layer")
      )
    }
    _ = config.choice("loss", of: ["cross_entropy"], standard: "cross_entropy", "what is minimised")
    return JobConfig(
      name: name,
      experiment: config.text(
        "experiment", standard: "default", maxLength: 100, "the question it belongs to"),
      tags: config.labels("tags", "free labels to find it by"),
      dataset: dataset,
      network: network,
      learner: learner.measuringAngle(record.angle),
      length: readLength(config),
      shuffle: config.flag("shuffle", standard: true, "draw a new order of the samples for every epoch"),
      seed: config.integer("seed", standard: 1, in: 0...(1 << 52), "seed of the first trial"),
      trials: config.integer("trials", standard: 1, in: 1...1000, "runs, each with the next seed"),
      recordEvery: record.every,
      threads: config.object("resources", "what a run may use") {
        $0.optionalInteger("threads", in: 1...1024, "cores of a run; all that the process has if left out")
      },
      canonicalText: "")
  }

  private static func readLength(_ config: ConfigReader) -> Length {
    let epochs = config.optionalInteger("epochs", in: 1...100_000, "passes over the training set")
    let steps = config.optionalInteger("steps", in: 1...1_000_000_000, "iterations, instead of epochs")
    switch (epochs, steps) {
    case (let epochs?, nil): return .epochs(epochs)
    case (nil, let steps?): return .steps(steps)
    case (nil, nil):
      config.report(
        "epochs", "is missing; give \"epochs\" or \"steps\"", expected: "an integer of at least 1", found: nil
      )
    case (.some, .some):
      config.report(
        "steps", "\"epochs\" and \"steps\" exclude each other; leave one out", expected: nil, found: nil)
    }
    return .epochs(1)
  }
}

extension LearnerConfig {
  fileprivate func measuringAngle(_ measures: Bool) -> LearnerConfig {
    var config = self
    config.measuresAngle = measures
    return config
  }
}

extension NetworkConfig {
  /// As the tables show it: `fc5`, or `fc5:1000` with a width of its own.
  package var label: String {
    width == Self.defaultWidth ? architecture.rawValue : "\(architecture.rawValue):\(width)"
  }

  fileprivate static func read(_ name: String, _ options: ConfigReader) -> NetworkConfig {
    NetworkConfig(
      Architecture(rawValue: name)!,
      width: options.integer("width", standard: defaultWidth, in: 1...16384, "units of each hidden layer"))
  }
}

extension OptimizerConfig {
  fileprivate static func read(_ config: ConfigReader, learningRate: Double) -> OptimizerConfig {
    let name = config.choice("name", standard: Name.sgd, "which optimizer")
    let momentum = config.number(
      "momentum", standard: 0.9, in: 0...0.9999, "share of the last step that goes on")
    let nesterov = config.flag("nesterov", standard: momentum > 0, "look ahead along the momentum")
    if nesterov && momentum == 0 {
      config.report(
        "nesterov", "Nesterov's step needs a momentum above 0", expected: "false, or a momentum above 0",
        found: "true")
    }
    return OptimizerConfig(
      name: name,
      learningRate: config.number(
        "learning_rate", standard: learningRate, in: 0...1000, "length of a step"),
      momentum: momentum, nesterov: nesterov,
      weightDecay: config.number(
        "weight_decay", standard: 1e-6, in: 0...1, "decay added to the gradient, times the weight"))
  }
}

extension FeedbackConfig {
  fileprivate static func read(_ config: ConfigReader) -> FeedbackConfig {
    FeedbackConfig(
      optimizer: config.object("optimizer", "how learned feedback moves") { .read($0, learningRate: 1e-4) },
      schedule: config.named(
        "schedule", of: ["constant", "exponential"], standard: "constant",
        "how the feedback's learning rate changes"
      ) { name, options in
        name == "constant"
          ? .constant
          : .exponential(
            gamma: options.number(
              "gamma", standard: 0.85, in: 0...1, over: true, "factor on the learning rate after every epoch")
          )
      },
      initializer: config.choice("init", standard: .kaiming_uniform, "how the matrices begin"),
      injection: config.choice("injection", standard: .post_activation, "where a block receives its signal"),
      errorScale: config.choice(
        "error_scale", standard: .batch_mean, "what hidden blocks receive of the error"))
  }
}
