import Compute

/// The maximum or the mean over windows of a picture.
struct PoolingLayer: Layer {
  let output: Tensor
  let forward: any Operation
  private let pooling: Pooling
  private let workspace: Tensor?

  init(_ kind: Pooling.Kind, window: Window, input: Tensor, on device: Device) throws {
    pooling = try Pooling(kind, window: window, input: input.layout, on: device)
    output = try Tensor(pooling.outputLayout, on: device)
    workspace = try pooling.workspaceLayout.map { try Tensor($0, on: device) }
    forward = try pooling.forward(input: input, output: output, workspace: workspace)
  }

  func backward(outputGradient: Tensor, inputGradient: Tensor) throws -> any Operation {
    try pooling.backward(
      outputGradient: outputGradient, workspace: workspace, inputGradient: inputGradient)
  }
}
