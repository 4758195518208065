import Compute

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
