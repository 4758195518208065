import Compute

/// An activation on its own.
struct ActivationLayer: Layer {
  let output: Tensor
  let forward: any Operation
  private let activation: Activation

  init(_ function: Activation.Function, input: Tensor, on device: Device) throws {
    activation = try Activation(function, layout: input.layout, on: device)
    output = try Tensor(input.layout, on: device)
    forward = try activation.forward(input: input, output: output)
  }

  func backward(outputGradient: Tensor, inputGradient: Tensor) throws -> any Operation {
    try activation.backward(output: output, outputGradient: outputGradient, inputGradient: inputGradient)
  }
}
