import Compute

/// One stage of a block, bound to its tensors.
///
/// Its backward pass reads the gradient of its output and writes the gradients of its own parameters and, except in
/// a parameter layer, the gradient of its input. A parameter layer never computes its input's gradient on its own
/// account: whether that is wanted, and through which matrix, is what learning rules differ in.
protocol Layer {
  var output: Tensor { get }
  var forward: any Operation { get }

  /// The backward pass; made only where a learning rule asks for it.
  ///
  /// - Parameters:
  ///   - outputGradient: ∂loss/∂output, in the layout of `output`.
  ///   - inputGradient: where ∂loss/∂input goes, in the layout of the input.
  func backward(outputGradient: Tensor, inputGradient: Tensor) throws -> any Operation
}

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

/// Dropout in training; in evaluation there is no such layer.
package struct DropoutLayer: Layer {
  let output: Tensor
  let forward: any Operation
  package let dropout: Dropout

  /// - Parameter step: tells the number of the training step under way, which decides the mask.
  init(
    rate: Double, input: Tensor, stream: RandomStream, step: @escaping () -> Int, on device: Device
  ) throws {
    let dropout = try Dropout(rate: rate, layout: input.layout, stream: stream, on: device)
    let output = try Tensor(input.layout, on: device)
    self.dropout = dropout
    self.output = output
    forward = OperationSequence([
      Kernel { dropout.draw(step: step()) }, dropout.apply(to: input, into: output),
    ])
  }

  func backward(outputGradient: Tensor, inputGradient: Tensor) throws -> any Operation {
    dropout.apply(to: outputGradient, into: inputGradient)
  }
}

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
