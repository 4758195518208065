import Compute
import Formats

/// A network that a config can name, with its options.
///
/// A new one is one file in this folder and one line in ``NetworkConfig/architectures``.
package protocol Architecture: Sendable, Equatable {
  /// As in a config: `fc5`.
  static var name: String { get }
  /// One line for people.
  static var summary: String { get }

  /// Declares the options and reads them.
  init(_ options: ConfigReader)

  /// As tables show it: `fc5`, or `fc5:1000` with options that are not the usual ones.
  var label: String { get }

  /// How people usually train it.
  var usual: UsualTraining { get }

  /// - Parameters:
  ///   - input: (C, H, W) of a sample as it is delivered.
  ///   - classes: number of labels, at least 2.
  /// - Returns: the blocks, first to last; the last gives the logits.
  func blocks(input: [Int], classes: Int) -> [BlockSpec]
}

extension Architecture {
  /// The name with those options behind it that are not nil, a colon before each.
  func label(_ options: String?...) -> String {
    ([Self.name] + options.compactMap { $0 }).joined(separator: ":")
  }

  func isSame(as other: any Architecture) -> Bool { (other as? Self) == self }
}

/// How people usually train a network: what a config stands for that does not say, and what benchmarks take.
package struct UsualTraining: Sendable {
  package var injection = FeedbackConfig.Injection.post_activation
  /// What is done to pictures of the training set and of the test set, as a config has it.
  package var transforms: (train: [JSONValue], test: [JSONValue]) = ([], [])
  /// (C, H, W) and classes of the pictures that it is compared on.
  package var picture = [3, 32, 32]
  package var classes = 10
  package var batchSize = 64
  package var weightDecay = 1e-6
}

// MARK: Parts

extension BlockSpec {
  /// A hidden linear block with ReLU.
  static func linear(_ name: String, _ outputs: Int, norm: Bool, dropout: Double = 0) -> BlockSpec {
    BlockSpec(
      name: name, layer: .linear(outputs: outputs),
      stages: (norm ? [.batchNorm] : []) + [.activation(.relu)] + (dropout > 0 ? [.dropout(dropout)] : []))
  }

  /// The last block, which gives the logits.
  static func output(_ name: String, _ classes: Int) -> BlockSpec {
    BlockSpec(name: name, layer: .linear(outputs: classes))
  }

  /// A convolution with batch norm and ReLU.
  static func convolution(
    _ name: String, _ outputs: Int, _ window: Window, pool: Window? = nil, dropout: Double = 0
  ) -> BlockSpec {
    BlockSpec(
      name: name, layer: .convolution(outputs: outputs, window),
      stages: [.batchNorm, .activation(.relu)] + (pool.map { [.pooling(.maximum, $0)] } ?? [])
        + (dropout > 0 ? [.dropout(dropout)] : []))
  }
}

extension ConfigReader {
  /// The option of networks whose hidden linear layers may do without batch norm, as in the author's code.
  func fcNorm() -> Bool {
    flag("fc_norm", standard: true, "whether there is batch norm behind the hidden linear layers too")
  }

  /// The option of networks with dropout.
  func dropout() -> Double {
    number("dropout", standard: 0.5, in: 0...0.95, "part of the numbers that is dropped while training")
  }

  /// The option of networks whose linear layers may be of any width.
  func width(standard: Int, _ summary: String) -> Int {
    integer("width", standard: standard, in: 1...16384, summary)
  }
}
