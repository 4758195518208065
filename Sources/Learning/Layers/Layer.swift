import Compute

/// One stage of a block, bound to its tensors.
///
/// A layer owns its output and the gradient with respect to it. Its `backward` reads that gradient and writes the
/// gradients of its own parameters and, except in a parameter layer, the gradient of its input, which the layer
/// before it owns. A parameter layer never computes its input's gradient on its own account: whether that is wanted,
/// and through which matrix, is what learning rules differ in.
protocol Layer {
  var output: Tensor { get }
  /// ∂loss/∂output, in the layout of `output`.
  var outputGradient: Tensor { get }
  var forward: any Operation { get }
  var backward: any Operation { get }
}
