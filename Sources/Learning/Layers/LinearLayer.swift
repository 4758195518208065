import Compute

/// Z = X Wᵀ + b.
struct LinearLayer: Layer {
  let output: Tensor
  let outputGradient: Tensor
  let forward: any Operation
  /// dW = dZᵀ X and db = Σ_n dZ.
  let backward: any Operation
  private let product: InnerProduct

  init(weight: Parameter, bias: Parameter, input: Tensor, on device: Device) throws {
    product = try InnerProduct(
      input: input.layout, outputs: bias.value.layout.count, weightLayout: weight.value.layout, on: device)
    output = try Tensor(product.outputLayout, on: device)
    outputGradient = try Tensor(product.outputLayout, on: device)
    forward = try product.forward(input: input, weight: weight.value, bias: bias.value, output: output)
    backward = try product.backwardWeight(
      input: input, outputGradient: outputGradient, weightGradient: weight.gradient,
      biasGradient: bias.gradient)
  }

  /// dX = dZ `weight`.
  func inputGradient(through weight: Tensor, into inputGradient: Tensor) throws -> any Operation {
    try product.backwardInput(outputGradient: outputGradient, weight: weight, inputGradient: inputGradient)
  }
}
