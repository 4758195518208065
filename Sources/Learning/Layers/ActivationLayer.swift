import Compute

/// An activation on its own.
struct ActivationLayer: Layer {
  let output: Tensor
  let outputGradient: Tensor
  let forward: any Operation
  let backward: any Operation

  init(
    _ function: Activation.Function, input: Tensor, inputGradient: Tensor, on device: Device
  ) throws {
    let activation = try Activation(function, layout: input.layout, on: device)
    output = try Tensor(input.layout, on: device)
    outputGradient = try Tensor(input.layout, on: device)
    forward = try activation.forward(input: input, output: output)
    backward = try activation.backward(
      output: output, outputGradient: outputGradient, inputGradient: inputGradient)
  }
}
