import Formats
import Foundation
import Compute
import Datasets
import Learning

/// A network as benchmarks train it: on random pictures, of the size that the literature gives it, by the paper's
/// optimizers.
struct BenchmarkSubject {
  private let network: NetworkConfig
  private let shape: SampleShape
  private let classes: Int
  /// Samples of a batch that the network is usually trained with.
  private let usualBatch: Int
  private let weightDecay: Double
  private let injection: FeedbackConfig.Injection

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
    reader.reportUnknownKeys()
    try reader.throwProblems()
    switch network {
    case .alexnet:
      (shape, classes) = (SampleShape(channels: 3, height: 224, width: 224), 100)
      (usualBatch, weightDecay) = (32, 1e-4)
    case .fc5:
      (shape, classes) = (SampleShape(channels: 1, height: 28, width: 28), 10)
      (usualBatch, weightDecay) = (64, 1e-6)
    case .conv2, .alexnet32, .blocks:
      (shape, classes) = (SampleShape(channels: 3, height: 32, width: 32), 10)
      (usualBatch, weightDecay) = (64, 1e-6)
    }
    injection = network.usualInjection
  }

  func config(method: String, batchSize: Int?, precision: Precision, measuresAngle: Bool) -> JobConfig {
    let batchSize = batchSize ?? usualBatch
    return JobConfig(
      name: "benchmark", experiment: "benchmark", tags: [:], dataset: "random", preprocessing: .plain,
      network: network,
      learner: LearnerConfig(
        method: method, batchSize: batchSize, optimizer: OptimizerConfig(weightDecay: weightDecay),
        feedback: FeedbackConfig(
          optimizer: OptimizerConfig(learningRate: 1e-4, weightDecay: weightDecay), injection: injection),
        precision: precision, measuresAngle: measuresAngle),
      length: .epochs(1), shuffle: true, dropLast: false, seed: 1, trials: 1, recordEvery: 1,
      canonicalText: "{}")
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
        labels: (0..<count).map { UInt8($0 % classes) })
    }
    return Dataset(name: "random", classes: classes, train: split(samples), test: split(1))
  }
}
