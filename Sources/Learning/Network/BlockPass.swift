import Compute

/// One block unrolled for batches of one size.
///
/// The *feedback point* is the tensor where a learning rule injects its signal; from there back to the block's own
/// parameters everything is exact local backpropagation, the same for every rule.
package final class BlockPass {
  package let block: Block
  package let input: Tensor
  /// What the next block reads.
  package let output: Tensor
  /// a, (N, n) with the columns in physical order: the activations at the feedback point.
  package let point: Tensor
  /// s, (N, n), in the place of ∂loss/∂a: a learning rule writes it, `localBackward` reads it.
  package let pointGradient: Tensor
  package let forward: OperationSequence
  /// From `pointGradient` to the gradients of the block's parameters.
  package let localBackward: OperationSequence

  private let parameterLayer: LinearLayer
  /// s in the layout of `output`.
  private let outputGradient: Tensor
  private let device: Device

  init(_ block: Block, input: Tensor, mode: NetworkPass.Mode, on device: Device) throws {
    self.block = block
    self.input = input
    self.device = device
    switch block.spec.layer {
    case .linear:
      parameterLayer = try LinearLayer(weight: block.weight, bias: block.bias, input: input, on: device)
    }
    var layers: [any Layer] = [parameterLayer]
    if let norm = block.norm {
      layers.append(
        try NormLayer(
          norm, input: parameterLayer.output, inputGradient: parameterLayer.outputGradient,
          fusesReLU: block.spec.activation == .relu, mode: mode, on: device))
    }
    // A ReLU behind a batch norm is already in it.
    if let function = block.spec.activation, !(function == .relu && block.norm != nil) {
      let last = layers[layers.count - 1]
      layers.append(
        try ActivationLayer(function, input: last.output, inputGradient: last.outputGradient, on: device))
    }
    let last = layers[layers.count - 1]
    output = last.output
    outputGradient = last.outputGradient
    point = try output.asMatrix(on: device)
    pointGradient = try outputGradient.asMatrix(on: device)
    forward = OperationSequence(layers.map(\.forward))
    localBackward = OperationSequence(layers.reversed().map(\.backward))
  }

  /// The transport of serial methods: ∂loss/∂(this block's input), through `weight`, into the block before.
  ///
  /// - Parameter weight: W itself for backpropagation, or a feedback matrix in W's layout.
  package func transport(to previous: BlockPass, through weight: Tensor) throws -> any Operation {
    try parameterLayer.inputGradient(through: weight, into: previous.outputGradient)
  }
}
