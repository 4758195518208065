import Datasets
import Formats
import Learning

/// What a user asks for: one POSTed config.
///
/// The engine's own settings are the engine's own types: `OptimizerConfig` is read here and handed down as it is.
package struct JobConfig: Sendable, Equatable {
  package var name: String
  package var experiment: String
  package var tags: [String: String]
  /// One of the datasets' names.
  package var dataset: String
  /// What is done to a picture before a network sees it.
  package var preprocessing: Preprocessing
  package var network: NetworkConfig
  package var learner: LearnerConfig
  package var length: Length
  package var shuffle: Bool
  /// Whether the last batch of an epoch is left out when it is smaller than the others.
  package var dropLast: Bool
  /// The first trial's seed; trial t has seed + t − 1.
  package var seed: Int
  package var trials: Int
  /// Record every how many iterations, at least 1.
  package var recordEvery: Int
  /// What a run may use, and where.
  package var resources = Resources()
  /// A safetensors file whose tensors replace the drawn ones; of the command line only.
  package var initialWeights: String?
  /// The config as canonical JSON with every default filled in: what is stored.
  package var canonicalText: String

  /// When a run ends.
  package enum Length: Sendable, Equatable {
    case epochs(Int)
    case steps(Int)
  }

  /// The longest name, in code points.
  static let longestName = 200

  /// What a job is called that was given no name.
  static func usualName(method: String, network: String, dataset: String) -> String {
    "\(method) \(network) on \(dataset)".shortened(to: longestName)
  }

  /// Cores that a run may use; nil for what the process was given.
  package var threads: Int? { resources.threads }

  package var seeds: [UInt64] { (0..<trials).map { UInt64(seed + $0) } }

  /// - Parameter samples: training samples of the dataset.
  /// - Returns: iterations of one epoch, the left-over batch counted unless it is left out.
  package func stepsPerEpoch(samples: Int) -> Int {
    samples / learner.batchSize + (leftOver(samples: samples) > 0 ? 1 : 0)
  }

  /// - Parameter samples: training samples of the dataset.
  /// - Returns: samples of an epoch's last batch if it is trained and smaller than the others, else 0.
  func leftOver(samples: Int) -> Int { dropLast ? 0 : samples % learner.batchSize }

  /// - Returns: iterations of the whole run.
  package func steps(samples: Int) -> Int {
    switch length {
    case .epochs(let epochs): epochs * stepsPerEpoch(samples: samples)
    case .steps(let steps): steps
    }
  }
}
