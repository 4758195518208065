import COneDNN

/// A fully connected layer's three products.
///
///     forward            Z  = X Wᵀ + b
///     backward, input    dX = dZ W
///     backward, weight   dW = dZᵀ X,  db = Σ_n dZ
///
/// X is (N, I) or (N, C, H, W) with I = C·H·W, in any layout: no flattening copy is made. W is (O, I) or
/// (O, C, H, W), b is (O), Z is (N, O) row-major. (Pictures are better multiplied by a ``PictureProduct``.)
package struct InnerProduct: LinearMap {
  package let device: Device
  package let forwardDescriptor: PrimitiveDescriptor
  private let input: Layout
  private let bias: Layout
  private let precision: Precision
  private let name: String

  /// The layout the weights must be made in, always f32: they are what learns.
  package private(set) var weightLayout: Layout
  package let outputLayout: Layout

  /// - Parameters:
  ///   - input: layout of X.
  ///   - outputs: O, at least 1.
  ///   - precision: of X and W as they are multiplied. What is given in another is converted on the way.
  ///   - outputPrecision: of Z.
  ///   - weightLayout: where the weights already lie, or nil to let oneDNN choose. Measured (784x512, batch 50,
  ///     2 threads, AVX-512): its own blocked layout runs all three products at 200 to 230 GFLOP/s and is the same
  ///     for the three, row-major runs the forward product at 80 to 150.
  package init(
    input: Layout, outputs: Int, precision: Precision = .f32, outputPrecision: Precision = .f32,
    weightLayout: Layout? = nil, on device: Device
  ) throws {
    let input = input.kept(in: precision)
    let shape = input.shape
    let bias = Layout([outputs])
    let output = Layout([shape[0], outputs], outputPrecision)
    let weights = [outputs] + shape.dropFirst()
    let wanted = precision == .f32 ? weightLayout ?? .any(weights) : .any(weights, precision)
    let name = "an inner product of \(shape) with \(wanted.shape)"
    var operation = dnnl_inner_product_desc_t()
    var (x, w, b, z) = (input.descriptor, wanted.descriptor, bias.descriptor, output.descriptor)
    try check(
      dnnl_inner_product_forward_desc_init(&operation, dnnl_forward_training, &x, &w, &b, &z), name)
    forwardDescriptor = try PrimitiveDescriptor(name, operation, on: device)
    self.device = device
    self.input = input
    self.bias = bias
    self.outputLayout = output
    self.name = name
    self.precision = precision
    self.weightLayout = weightLayout ?? forwardDescriptor.layout(of: DNNL_ARG_WEIGHTS)
    if weightLayout == nil, precision != .f32 {
      // Where the gradient comes to lie; the forward product takes a converted copy anyway.
      self.weightLayout = try makeWeightGradientDescriptor().layout(of: DNNL_ARG_DIFF_WEIGHTS)
    }
  }

  package func makeInputGradientDescriptor() throws -> PrimitiveDescriptor {
    var operation = dnnl_inner_product_desc_t()
    let weights = precision == .f32 ? weightLayout : .any(weightLayout.shape, precision)
    var (x, w, z) = (
      input.descriptor, weights.descriptor, outputLayout.kept(in: precision).descriptor
    )
    let name = "the input gradient of " + name
    try check(dnnl_inner_product_backward_data_desc_init(&operation, &x, &w, &z), name)
    return try PrimitiveDescriptor(name, operation, hint: forwardDescriptor, on: device)
  }

  package func makeWeightGradientDescriptor() throws -> PrimitiveDescriptor {
    var operation = dnnl_inner_product_desc_t()
    // Where the weights are multiplied as they lie, their gradient lies as they do.
    let weights = precision == .f32 ? weightLayout : .any(weightLayout.shape)
    var (x, w, b, z) = (
      input.descriptor, weights.descriptor, bias.descriptor, outputLayout.kept(in: precision).descriptor
    )
    let name = "the weight gradient of " + name
    try check(dnnl_inner_product_backward_weights_desc_init(&operation, &x, &w, &b, &z), name)
    return try PrimitiveDescriptor(name, operation, hint: forwardDescriptor, on: device)
  }

  package func backwardWeight(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor
  ) throws -> any Operation {
    let own = try InnerProductGradient(
      input: input, outputGradient: outputGradient, weightGradient: weightGradient,
      biasGradient: biasGradient, floatingPointOperations: floatingPointOperations, on: device)
    return try own
      ?? primitiveBackwardWeight(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient,
        biasGradient: biasGradient)
  }
}
