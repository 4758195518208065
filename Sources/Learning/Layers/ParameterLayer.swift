import Compute

/// Z = W ∗ X + b: the layer that holds a block's weights.
struct ParameterLayer {
  let output: Tensor
  let forward: any Operation
  private let map: any LinearMap
  private let input: Tensor
  private let block: Block
  private let device: Device

  init(_ block: Block, input: Tensor, on device: Device) throws {
    self.block = block
    self.device = device
    self.input = input
    map = try block.spec.linearMap(
      input: input.layout, precision: block.precision, outputPrecision: block.outputPrecision,
      weightLayout: block.weight.value.layout, on: device)
    output = try Tensor(map.outputLayout, on: device)
    forward = try map.forward(
      input: input, weight: block.weight.value, bias: block.bias.value, output: output)
  }

  /// The gradients of W and b.
  func parameterGradients(outputGradient: Tensor) throws -> any Operation {
    try map.backwardWeight(
      input: input, outputGradient: outputGradient, weightGradient: block.weight.gradient,
      biasGradient: block.bias.gradient)
  }

  /// W ∗ X, without the bias, of another X.
  func response(to input: Tensor, into output: Tensor) throws -> any Operation {
    try map.forward(
      input: input, weight: block.weight.value, bias: Tensor(block.bias.value.layout, on: device),
      output: output)
  }

  /// Σ Z ∗ X as ∂W has it, of another X and Z.
  func correlation(of input: Tensor, with output: Tensor, into sum: Tensor) throws -> any Operation {
    try map.backwardWeight(
      input: input, outputGradient: output, weightGradient: sum,
      biasGradient: Tensor(block.bias.value.layout, on: device))
  }

  /// dX = `weight`ᵀ ∗ dZ.
  func inputGradient(
    outputGradient: Tensor, through weight: Tensor, into inputGradient: Tensor
  ) throws -> any Operation {
    try map.backwardInput(outputGradient: outputGradient, weight: weight, inputGradient: inputGradient)
  }
}
