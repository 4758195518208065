import Compute
import Datasets
import Formats
import Foundation
import Learning

extension JobConfig {
  /// - Parameters:
  ///   - datasets: the datasets that a config may name.
  ///   - allowingFiles: whether it may name a file of this machine: on the command line, never over HTTP.
  /// - Throws: ``ConfigError`` with every problem at once.
  package init(
    parsing text: Data, datasets: DatasetLibrary = .registered, allowingFiles: Bool = false
  ) throws {
    try self.init(JSONValue(parsing: text), datasets: datasets, allowingFiles: allowingFiles)
  }

  /// - Parameters: as in ``init(parsing:datasets:allowingFiles:)``.
  /// - Throws: ``ConfigError`` with every problem at once.
  package init(
    _ value: JSONValue, datasets: DatasetLibrary = .registered, allowingFiles: Bool = false
  ) throws {
    let reader = ConfigReader(value)
    self = Self.read(reader, datasets: datasets.names, allowingFiles: allowingFiles)
    try reader.end()
    // Only now: a problem of a key that could not be read would come up again as one of the whole.
    checkAgainstDataset(reader, datasets)
    try reader.throwProblems()
    canonicalText = JSONValue.object(reader.canonical).canonicalText
  }

  /// Declares every key of a config; see ``ConfigReader``.
  ///
  /// - Parameters:
  ///   - datasets: the names that it may give.
  ///   - words: what each of them stands for.
  static func read(
    _ config: ConfigReader, datasets: [String], words: [String] = [], allowingFiles: Bool = false
  ) -> JobConfig {
    let dataset = config.choice(
      "dataset", of: datasets, words: words, "the pictures to train on, by the name of their dataset")
    let network = NetworkConfig.read(config)
    let (method, ruleOptions) = LearningRules.read(config)
    let name = config.text(
      "name", standard: usualName(method: method, network: network.label, dataset: dataset),
      maxLength: longestName,
      "what people call this job; made of method, network and dataset if left out")
    var learner = LearnerConfig(
      method: method,
      batchSize: config.integer(
        "batch_size", standard: 50, in: 1...65536,
        "samples of a training batch; a rest at the end of an epoch makes a smaller one"),
      loss: config.choice(
        "loss", standard: .cross_entropy, "the function of outputs and labels that is minimised"),
      optimizer: .read(
        config, learningRate: OptimizerConfig().learningRate,
        "how the forward weights move along their gradients"),
      schedule: .read(config, "how the forward weights' learning rate changes from epoch to epoch"),
      feedback: config.object(
        "feedback", "how the feedback matrices begin, learn and are used; for methods that have any"
      ) {
        .read($0, network: network)
      },
      precision: readPrecision(config))
    learner.ruleOptions = ruleOptions
    let every = config.object("record", "what is measured and stored while a run trains") { record in
      learner.measuresAngle = record.flag(
        "angle", standard: true,
        "whether the alignment angle, or the weight angle, of every layer is measured")
      learner.signalAngleEvery = record.integer(
        "signal_angle_every", standard: 0, in: 0...1_000_000,
        "iterations between two measurements of the angle to the backpropagated signal; 0 for none")
      return record.integer(
        "every", standard: 1, in: 1...1_000_000,
        "iterations from one that is stored to the next; 1 stores every one")
    }
    return JobConfig(
      name: name,
      experiment: config.text(
        "experiment", standard: "default", maxLength: 100,
        "the question that this job belongs to; jobs of one are shown together"),
      tags: config.labels("tags", "free labels, key and value, to find this job by"),
      dataset: dataset,
      preprocessing: .read(config, network: network),
      network: network,
      learner: learner,
      length: readLength(config),
      shuffle: config.flag(
        "shuffle", standard: true, "whether the samples come in a new order in every epoch"),
      dropLast: config.flag(
        "drop_last", standard: false,
        "whether the last batch of an epoch is left out when it is smaller than the others"),
      seed: config.integer(
        "seed", standard: 1, in: 0...(1 << 52),
        "seed of the first trial: of its weights, its feedback and its batches"),
      trials: config.integer(
        "trials", standard: 1, in: 1...1000, "how many runs the job has, each with the next seed"),
      recordEvery: every,
      resources: config.object("resources", "what a run may use, and where", Resources.read),
      initialWeights: readInitialWeights(config, allowingFiles: allowingFiles),
      canonicalText: "")
  }

  private static func readPrecision(_ config: ConfigReader) -> Precision {
    let precision = config.choice(
      "precision", standard: Precision.f32,
      "numbers that activations, and weights where they are multiplied, are kept in; everything that learns is f32"
    )
    if !precision.isSupported {
      config.report(
        "precision",
        "\(ProcessorInfo.name) has no instructions for \(precision.rawValue) (AVX512_BF16); use \"f32\"",
        expected: "f32", found: precision.rawValue)
    }
    return precision
  }

  private static func readLength(_ config: ConfigReader) -> Length {
    let epochs = config.optionalInteger(
      "epochs", in: 1...100_000, "how many passes over the training set a run makes")
    let steps = config.optionalInteger(
      "steps", in: 1...1_000_000_000, "how many iterations a run makes, in the place of epochs")
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

  private static func readInitialWeights(_ config: ConfigReader, allowingFiles: Bool) -> String? {
    guard allowingFiles || config.has("initial_weights") else { return nil }
    let path = config.optionalText(
      "initial_weights", maxLength: 4096, "a safetensors file that replaces the drawn weights")
    guard let path, !allowingFiles else { return path }
    config.report(
      "initial_weights", "a config cannot name a file of the server; use `bearing run` for that",
      expected: "no such key", found: path)
    return nil
  }

  /// What can only be said once the dataset's pictures are known.
  private func checkAgainstDataset(_ config: ConfigReader, _ datasets: DatasetLibrary) {
    let descriptor: DatasetDescriptor
    do {
      descriptor = try datasets.descriptor(named: dataset)
    } catch {
      config.report("dataset", "\(error)", expected: "a dataset that can be read", found: dataset)
      return
    }
    let shape: SampleShape
    do {
      shape = try preprocessing.shape(of: descriptor.shape)
      try preprocessing.normalization.check(channels: shape.channels)
    } catch {
      config.report("transforms", "\(error)", expected: nil, found: nil)
      return
    }
    let spec: NetworkSpec
    do {
      spec = try network.spec(
        pictures: shape, classes: descriptor.classes, wholeClasses: descriptor.wholeClasses)
    } catch {
      config.report("network", "\(error)", expected: nil, found: network.label)
      return
    }
    guard let rule = LearningRules.named(learner.method),
      let problem = rule.problem(with: learner.feedback, network: spec)
    else { return }
    config.report(
      "feedback.\(problem.key)", "\(problem.message); expected \(problem.expected)",
      expected: problem.expected, found: nil)
  }
}

/// The JSON Schema of a config, made by reading an empty one and looking at what was asked for.
package enum JobSchema {
  /// JSON Schema 2020-12.
  ///
  /// - Parameter datasets: those that a config may name.
  package static func schema(datasets: DatasetLibrary = .registered) -> JSONValue {
    let names = datasets.names
    let words = names.map(datasets.summary)
    let fields = ConfigReader.fields { _ = JobConfig.read($0, datasets: names, words: words) }
    guard case .object(var schema) = ConfigSchema.object(fields) else { return [:] }
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Bearing job config"
    schema["oneOf"] = [["required": ["epochs"]], ["required": ["steps"]]]
    return .object(schema)
  }
}

extension LearningRules {
  /// Declares the key `method`: a rule's name, or an object with the name and what the rule declares as its options.
  static func read(_ config: ConfigReader) -> (name: String, options: JSONValue) {
    config.nameFirst(
      "method", of: names,
      "the learning rule: how the error finds its way back; a name, or an object with its options"
    ) { name, options in
      let rule = named(name)
      options.summary = rule?.summary
      options.title = rule?.title
      options.notes = ["x-route": rule.map { .string($0.route.rawValue) } ?? .null]
      options.notes["x-reference"] = rule?.reference.map { .string($0) }
      rule?.declare(options)
      return (name, .object(options.canonical.filter { $0.key != "name" }))
    }
  }
}

extension Precision: ConfigChoice {
  package var summary: String {
    switch self {
    case .f32: "32 bits, of which 24 are significant"
    case .bf16:
      "16 bits, of which 8 are significant; faster on processors that have it, products are summed in f32"
    }
  }
}
