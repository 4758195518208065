import COneDNN

/// A layer's map with weights, linear in both: an inner product or a convolution.
///
///     forward            Z  = W ∗ X + b
///     backward, input    dX = Wᵀ ∗ dZ
///     backward, weight   dW = dZ ∗ X,  db = Σ dZ
///
/// The backward products are made on their own, so that a learning rule has only those that it needs.
package protocol LinearMap {
  /// The layout the weights must be made in.
  var weightLayout: Layout { get }
  var outputLayout: Layout { get }

  /// The forward primitive; the hint for the others.
  var forwardDescriptor: PrimitiveDescriptor { get }
  func makeInputGradientDescriptor() throws -> PrimitiveDescriptor
  func makeWeightGradientDescriptor() throws -> PrimitiveDescriptor

  /// Z = W ∗ X + b.
  func forward(input: Tensor, weight: Tensor, bias: Tensor, output: Tensor) throws -> any Operation

  /// dX = Wᵀ ∗ dZ. A rule may pass another tensor of W's shape and layout (feedback alignment).
  func backwardInput(outputGradient: Tensor, weight: Tensor, inputGradient: Tensor) throws -> any Operation

  /// dW and db, summed over the batch, not averaged: dZ carries the 1/N.
  func backwardWeight(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor
  ) throws -> any Operation
  var device: Device { get }
}

extension LinearMap {
  /// Of each of the three products: 2 · outputs · numbers that one output is a sum over.
  var floatingPointOperations: Int {
    2 * outputLayout.count * (weightLayout.count / weightLayout.shape[0])
  }

  package func forward(input: Tensor, weight: Tensor, bias: Tensor, output: Tensor) throws -> any Operation {
    try Primitive(
      forwardDescriptor,
      inputs: [DNNL_ARG_SRC: input, DNNL_ARG_WEIGHTS: weight, DNNL_ARG_BIAS: bias],
      outputs: [DNNL_ARG_DST: output], floatingPointOperations: floatingPointOperations, on: device)
  }

  package func backwardInput(
    outputGradient: Tensor, weight: Tensor, inputGradient: Tensor
  ) throws -> any Operation {
    try primitiveBackwardInput(outputGradient: outputGradient, weight: weight, inputGradient: inputGradient)
  }

  /// The same by oneDNN's own primitive for it.
  func primitiveBackwardInput(
    outputGradient: Tensor, weight: Tensor, inputGradient: Tensor
  ) throws -> any Operation {
    try Primitive(
      makeInputGradientDescriptor(),
      inputs: [DNNL_ARG_DIFF_DST: outputGradient, DNNL_ARG_WEIGHTS: weight],
      outputs: [DNNL_ARG_DIFF_SRC: inputGradient], floatingPointOperations: floatingPointOperations,
      on: device)
  }

  package func backwardWeight(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor
  ) throws -> any Operation {
    try primitiveBackwardWeight(
      input: input, outputGradient: outputGradient, weightGradient: weightGradient, biasGradient: biasGradient
    )
  }

  /// The same by oneDNN's own primitive for it.
  func primitiveBackwardWeight(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor
  ) throws -> any Operation {
    try Primitive(
      makeWeightGradientDescriptor(),
      inputs: [DNNL_ARG_SRC: input, DNNL_ARG_DIFF_DST: outputGradient],
      outputs: [DNNL_ARG_DIFF_WEIGHTS: weightGradient, DNNL_ARG_DIFF_BIAS: biasGradient],
      floatingPointOperations: floatingPointOperations, on: device)
  }
}
