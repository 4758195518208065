import Compute

/// The network of a job: one of the known architectures with its options, or blocks that the config lists.
package enum NetworkConfig: Sendable, Equatable {
  /// 784-4x512-10 on MNIST: batch norm and ReLU after each hidden layer.
  ///
  /// Paper: Figure 2's network, whose widths are not printed. Here: 512 (spec 1.7, row 32).
  case fc5(width: Int)
  /// Two 3x3 convolutions of 32 channels, a 2x2 pooling, 128 units: the paper's Table 3.
  case conv2(padding: Int?, fcNorm: Bool)
  /// torchvision's AlexNet of one tower, with batch norm, for 224x224 pictures.
  case alexnet(dropout: Double, fcNorm: Bool)
  /// AlexNet's channels behind a stem for 32x32 pictures, and narrower linear layers. Not comparable with the paper.
  case alexnet32(width: Int, dropout: Double, fcNorm: Bool)
  case blocks([BlockSpec])

  /// - Parameters:
  ///   - input: (C, H, W) of a sample as it is delivered.
  ///   - classes: number of labels, at least 2.
  package func spec(input: [Int], classes: Int) -> NetworkSpec {
    switch self {
    case .fc5(let width):
      let hidden = (1...4).map { Self.linear("fc\($0)", width, norm: true) }
      return NetworkSpec(input: input, blocks: hidden + [Self.output("fc5", classes)])
    case .conv2(let padding, let fcNorm):
      return NetworkSpec(
        input: input, blocks: Self.conv2(padding: padding, fcNorm: fcNorm, input: input, classes: classes))
    case .alexnet(let dropout, let fcNorm):
      return NetworkSpec(
        input: input, blocks: Self.alexnet(dropout: dropout, fcNorm: fcNorm, classes: classes))
    case .alexnet32(let width, let dropout, let fcNorm):
      return NetworkSpec(
        input: input,
        blocks: Self.alexnet32(width: width, dropout: dropout, fcNorm: fcNorm, classes: classes))
    case .blocks(let blocks): return NetworkSpec(input: input, blocks: blocks)
    }
  }

  // MARK: Parts

  static func linear(_ name: String, _ outputs: Int, norm: Bool, dropout: Double = 0) -> BlockSpec {
    BlockSpec(
      name: name, layer: .linear(outputs: outputs),
      stages: (norm ? [.batchNorm] : []) + [.activation(.relu)] + (dropout > 0 ? [.dropout(dropout)] : []))
  }

  static func output(_ name: String, _ classes: Int) -> BlockSpec {
    BlockSpec(name: name, layer: .linear(outputs: classes))
  }

  static func convolution(
    _ name: String, _ outputs: Int, _ window: Window, pool: Window? = nil, dropout: Double = 0
  ) -> BlockSpec {
    BlockSpec(
      name: name, layer: .convolution(outputs: outputs, window),
      stages: [.batchNorm, .activation(.relu)] + (pool.map { [.pooling(.maximum, $0)] } ?? [])
        + (dropout > 0 ? [.dropout(dropout)] : []))
  }
}
