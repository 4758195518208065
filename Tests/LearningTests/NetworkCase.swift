import Compute
import Learning
import Testing
import TestSupport

/// A small network for both the engine and the reference.
struct NetworkCase: CustomTestStringConvertible, Sendable {
  var name: String
  var input: ReferenceShape
  var blocks: [ReferenceBlockPlan]
  var samples = 6

  var testDescription: String { name }
  var classes: Int { if case .linear(let outputs) = blocks[blocks.count - 1].layer { outputs } else { 0 } }

  private static let normRelu: [ReferenceBlockPlan.Step] = [.norm, .activation(.relu)]

  /// Stride, padding, overlapping pooling and dropout, in sizes that are all different.
  static let mixed = NetworkCase(
    name: "mixed", input: ReferenceShape(channels: 3, height: 9, width: 9),
    blocks: [
      .convolution(5, kernel: 3, stride: 2, padding: 1, normRelu + [.maxPool(kernel: 3, stride: 2)]),
      .convolution(16, kernel: 3, padding: 1, normRelu),
      .linear(7, normRelu + [.dropout(probability: 0.5)]),
      .linear(4),
    ])

  /// conv2 in small: blocked kernels throughout, and a pooling behind the feedback point.
  static let conv2 = NetworkCase(
    name: "conv2 in small", input: ReferenceShape(channels: 1, height: 12, width: 12),
    blocks: [
      .convolution(16, kernel: 3, padding: 1, normRelu),
      .convolution(32, kernel: 3, normRelu + [.maxPool(kernel: 2, stride: 2)]),
      .linear(16, normRelu),
      .linear(10),
    ])

  /// Numbers of channels that a blocked layout has to pad.
  static let padded = NetworkCase(
    name: "padded blocks", input: ReferenceShape(channels: 3, height: 10, width: 11),
    blocks: [
      .convolution(20, kernel: 3, padding: 1, normRelu + [.maxPool(kernel: 3, stride: 2)]),
      .convolution(37, kernel: 3, [.norm, .activation(.sigmoid), .dropout(probability: 0.25)]),
      .linear(9, [.activation(.relu)]),
      .linear(4),
    ])

  /// No batch norm anywhere; mean pooling with padding, activations in unusual places.
  static let plain = NetworkCase(
    name: "without norm", input: ReferenceShape(channels: 16, height: 8, width: 8),
    blocks: [
      .convolution(
        16, kernel: 5, padding: 2, [.activation(.tanh), .averagePool(kernel: 3, stride: 2, padding: 1)]),
      .convolution(8, kernel: 1, [.maxPool(kernel: 2, stride: 2), .activation(.sigmoid)]),
      .linear(5, [.activation(.identity)]),
      .linear(3),
    ])

  static let flat = NetworkCase(
    name: "fully connected", input: ReferenceShape(channels: 17),
    blocks: [.linear(33, normRelu), .linear(48, normRelu), .linear(5, normRelu), .linear(10)], samples: 9)

  static let all = [mixed, conv2, padded, plain, flat]

  func reference(_ injection: ReferenceBlockPlan.Injection = .postActivation) -> ReferenceNetwork {
    ReferenceNetwork(input: input, blocks: blocks, injection: injection)
  }

  func engine(
    _ method: ReferenceMethod, seed: UInt64 = 1, threads: Int = 2,
    configure: (inout LearnerConfig) -> Void = { _ in }
  ) throws -> Engine {
    try Engine(
      method, input: input, blocks: blocks, samples: samples, seed: seed, threads: threads,
      configure: configure)
  }

  func batch(_ batches: inout Batches) -> (x: [Double], labels: [Int]) {
    batches.next(inputs: input.count, classes: classes, samples: samples)
  }
}

extension Engine {
  /// The dropout masks of the last step by block name, as zeros and ones in row-major order.
  var masks: [String: [Double]] {
    get throws {
      var masks: [String: [Double]] = [:]
      for block in try learner.network.pass(batchSize: samples, mode: .training).blocks {
        for dropout in block.dropouts {
          masks[block.block.spec.name] = try dropout.mask.values(on: device).map { $0 == 0 ? 0 : 1 }
        }
      }
      return masks
    }
  }
}
