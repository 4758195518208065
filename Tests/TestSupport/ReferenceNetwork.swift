/// A network in double precision and plain loops, against which the engine's float32 network is tested. It is
/// written from the definitions alone and shares nothing with the engine.
///
/// The last block is the output layer; the ones before it are hidden and have a feedback point.
package struct ReferenceNetwork: Sendable {
  package let classes: Int
  package var blocks: [ReferenceBlock]
  /// Feedback matrices by block name: [classes, n] of hidden blocks for direct methods; of the weight's shape, on
  /// every block but the first, for FA and KP. For FRSF and BRSF M, of the weight's shape too; since B is |M| with
  /// W's signs, an earlier B does as well.
  package internal(set) var feedback: [String: [Double]] = [:]
  /// The hidden blocks that get their signal by feedback; every other one gets it from the block above it by the
  /// chain rule. nil for all of them.
  package var feedbackPoints: Set<String>?
  /// What the output is judged by.
  package var loss = ReferenceLoss.Kind.crossEntropy
  /// The size of USF's feedback.
  package var usfScale = ReferenceSignScale.standard

  /// - Parameter blocks: hidden blocks first to last, then the output layer with `classes` outputs.
  package init(blocks: [ReferenceBlock], classes: Int) {
    precondition(!blocks.isEmpty, "a network needs an output layer")
    self.blocks = blocks
    self.classes = classes
  }

  /// Blocks `fc1`, `fc2`, ...: linear, batch norm if `norm`, activation; the last one linear alone. Weights are
  /// zero until set.
  ///
  /// - Parameters:
  ///   - inputs: numbers per sample.
  ///   - hidden: the width of each hidden block; `fc5` has four.
  package static func fullyConnected(
    inputs: Int, hidden: [Int], classes: Int, norm: Bool = true,
    activation: ReferenceActivation.Function = .relu
  ) -> ReferenceNetwork {
    var blocks: [ReferenceBlock] = []
    var width = inputs
    for outputs in hidden {
      var layers: [any ReferenceLayer] = [ReferenceLinear(inputs: width, outputs: outputs)]
      if norm { layers.append(ReferenceBatchNorm(features: outputs)) }
      layers.append(ReferenceActivation(activation))
      blocks.append(ReferenceBlock(name: "fc\(blocks.count + 1)", layers: layers, features: outputs))
      width = outputs
    }
    let output = ReferenceLinear(inputs: width, outputs: classes)
    blocks.append(ReferenceBlock(name: "fc\(blocks.count + 1)", layers: [output], features: classes))
    return ReferenceNetwork(blocks: blocks, classes: classes)
  }

  /// The hidden blocks, first to last.
  package var hidden: ArraySlice<ReferenceBlock> { blocks.dropLast() }

  /// The logits [samples, classes]. A training pass is remembered for the gradients and moves the running
  /// statistics.
  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    var value = x
    for index in blocks.indices {
      value = blocks[index].forward(value, samples: samples, training: training)
    }
    return value
  }
}
