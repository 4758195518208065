import Compute
import Datasets
import Formats
import Foundation
import Learning

/// A network as benchmarks train it: on random pictures, of the size that the literature gives it, by the paper's
/// optimizers.
struct BenchmarkSubject {
  private let network: NetworkConfig
  private let shape: SampleShape
  private let usual: UsualTraining

  /// - Parameter name: `conv2`, `alexnet`, `fc5:1000`.
  /// - Throws: ``ConfigError`` for an unknown name or option.
  init(network name: String) throws {
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    var options: [String: JSONValue] = ["name": .string(parts.first ?? "")]
    if parts.count > 1 {
      options["width"] = (try? JSONValue(parsing: Data(parts[1].utf8))) ?? .string(parts[1])
    }
    let reader = ConfigReader(.object(["network": .object(options)]))
    network = NetworkConfig.read(reader)
    try reader.end()
    usual = network.architecture.usual
    shape = SampleShape(channels: usual.picture[0], height: usual.picture[1], width: usual.picture[2])
  }

  func config(method: String, batchSize: Int?, precision: Precision, measuresAngle: Bool) -> JobConfig {
    let batchSize = batchSize ?? usual.batchSize
    return JobConfig(
      name: "benchmark", experiment: "benchmark", tags: [:], dataset: "random", preprocessing: .plain,
      network: network,
      learner: LearnerConfig(
        method: method, batchSize: batchSize, optimizer: OptimizerConfig(weightDecay: usual.weightDecay),
        feedback: FeedbackConfig(
          optimizer: OptimizerConfig(
            learningRate: FeedbackConfig().optimizer.learningRate, weightDecay: usual.weightDecay),
          injection: usual.injection),
        precision: precision, measuresAngle: measuresAngle),
      length: .epochs(1), shuffle: true, dropLast: false, seed: 1, trials: 1, recordEvery: 1,
      canonicalText: "{}")
  }

  /// What is known of ``dataset(samples:)`` without its pictures.
  func trainingSet(samples: Int) -> TrainingSet {
    TrainingSet(
      shape: shape, classes: usual.classes, wholeClasses: usual.classes, samples: samples, testSamples: 1)
  }

  /// Random pictures and labels.
  ///
  /// - Parameter samples: training samples.
  func dataset(samples: Int) -> Dataset {
    var generator = SystemRandomNumberGenerator()
    func split(_ count: Int) -> DatasetSplit {
      DatasetSplit(
        shape: shape,
        images: (0..<count * shape.count).map { _ in UInt8.random(in: 0...255, using: &generator) },
        labels: (0..<count).map { UInt8($0 % usual.classes) })
    }
    return Dataset(name: "random", classes: usual.classes, train: split(samples), test: split(1))
  }
}
