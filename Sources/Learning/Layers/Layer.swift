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
