import COneDNN

/// A convolutional layer's three products (cross-correlations, as the field calls convolution).
///
///     forward            Z[n, o, i, j]  = b[o] + Σ_{c, u, v} W[o, c, u, v] X[n, c, s·i + u − p, s·j + v − p]
///     backward, input    dX = the transposed convolution of dZ with W
///     backward, weight   dW[o, c, u, v] = Σ_{n, i, j} dZ[n, o, i, j] X[n, c, s·i + u − p, s·j + v − p]
///
/// X is (N, C, H, W), W is (O, C, k, k), b is (O), Z is (N, O, H', W'); s is the stride and p the padding.
package struct Convolution: LinearMap {
  package let device: Device
  package let forwardDescriptor: PrimitiveDescriptor
  private let input: Layout
  private let bias: Layout
  private let window: Window
  private let precision: Precision
  private let name: String

  /// The layout the weights must be made in, always f32: they are what learns.
  package private(set) var weightLayout: Layout
  package let outputLayout: Layout

  /// - Parameters:
  ///   - input: of X, which is read channels last and reordered on the way where it lies otherwise. Z is channels last,
  ///     too, so that nothing is reordered between two convolutions.
  ///   - outputs: O, at least 1.
  ///   - precision: of X and W as they are multiplied. What is given in another is converted on the way.
  ///   - outputPrecision: of Z.
  ///   - weightLayout: where the weights already lie, or nil to let oneDNN choose.
  /// - Precondition: the window fits into the padded picture.
  package init(
    input: Layout, outputs: Int, window: Window, precision: Precision = .f32,
    outputPrecision: Precision = .f32, weightLayout: Layout? = nil, on device: Device
  ) throws {
    let shape = input.shape
    guard shape.count == 4, let height = window.places(along: shape[2]),
      let width = window.places(along: shape[3])
    else { preconditionFailure("no place for a window of \(window) in \(shape)") }
    let input = Layout.channelsLast(shape, precision)
    let bias = Layout([outputs])
    let weights = [outputs, shape[1], window.kernel, window.kernel]
    let wanted = precision == .f32 ? weightLayout ?? .any(weights) : .any(weights, precision)
    let name = "a convolution of \(shape) with \(wanted.shape)"
    var operation = dnnl_convolution_desc_t()
    var (x, w, b) = (input.descriptor, wanted.descriptor, bias.descriptor)
    let output = Layout.channelsLast([shape[0], outputs, height, width], outputPrecision)
    var z = output.descriptor
    try check(
      dnnl_convolution_forward_desc_init(
        &operation, dnnl_forward_training, dnnl_convolution_direct, &x, &w, &b, &z,
        Window.square(window.stride), Window.square(window.padding), Window.square(window.padding)), name)
    forwardDescriptor = try PrimitiveDescriptor(name, operation, on: device)
    self.device = device
    self.input = input
    self.bias = bias
    self.window = window
    self.name = name
    self.precision = precision
    outputLayout = output
    self.weightLayout = weightLayout ?? forwardDescriptor.layout(of: DNNL_ARG_WEIGHTS)
    if weightLayout == nil, precision != .f32 {
      // Where the gradient comes to lie; the forward product takes a converted copy anyway.
      self.weightLayout = try makeWeightGradientDescriptor().layout(of: DNNL_ARG_DIFF_WEIGHTS)
    }
  }

  // The backward products may choose layouts of their own for the weights and their gradient (`any`): where these
  // differ from the forward one's, `Primitive` reorders the few weights rather than run a slow kernel.

  package func makeInputGradientDescriptor() throws -> PrimitiveDescriptor {
    var operation = dnnl_convolution_desc_t()
    var (x, w, z) = (
      input.descriptor, Layout.any(weightLayout.shape, precision).descriptor,
      outputLayout.kept(in: precision).descriptor
    )
    let name = "the input gradient of " + name
    try check(
      dnnl_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &x, &w, &z, Window.square(window.stride),
        Window.square(window.padding), Window.square(window.padding)), name)
    return try PrimitiveDescriptor(name, operation, hint: forwardDescriptor, on: device)
  }

  package func makeWeightGradientDescriptor() throws -> PrimitiveDescriptor {
    var operation = dnnl_convolution_desc_t()
    var (x, w, b, z) = (
      input.descriptor, Layout.any(weightLayout.shape).descriptor, bias.descriptor,
      outputLayout.kept(in: precision).descriptor
    )
    let name = "the weight gradient of " + name
    try check(
      dnnl_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &x, &w, &b, &z, Window.square(window.stride),
        Window.square(window.padding), Window.square(window.padding)), name)
    return try PrimitiveDescriptor(name, operation, hint: forwardDescriptor, on: device)
  }

  /// Where windows overlap at every place (stride 1), dX is itself a convolution, of dZ with the weights turned:
  ///
  ///     dX[n, c, i, j] = Σ_{o, u, v} W[o, c, k − 1 − u, k − 1 − v] dZ[n, o, i + u − (k − 1 − p), j + v − (k − 1 − p)]
  ///
  /// oneDNN's forward kernels for pictures that lie channels last are the better ones: 69 ms for AlexNet's second
  /// convolution where the kernel for this product takes 103, and on matrix tiles there is no other.
  package func backwardInput(
    outputGradient: Tensor, weight: Tensor, inputGradient: Tensor
  ) throws -> any Operation {
    guard window.stride == 1, window.padding < window.kernel else {
      return try primitiveBackwardInput(
        outputGradient: outputGradient, weight: weight, inputGradient: inputGradient)
    }
    let turned = try TurnedWeights(of: weight, on: device)
    let map = try Convolution(
      input: outputLayout, outputs: input.shape[1],
      window: Window(window.kernel, padding: window.kernel - 1 - window.padding), precision: precision,
      outputPrecision: precision, on: device)
    let product = try Primitive(
      map.forwardDescriptor,
      inputs: [
        DNNL_ARG_SRC: outputGradient, DNNL_ARG_WEIGHTS: turned.tensor,
        DNNL_ARG_BIAS: Tensor(shape: [input.shape[1]], on: device),
      ], outputs: [DNNL_ARG_DST: inputGradient], floatingPointOperations: floatingPointOperations, on: device)
    return OperationSequence([turned, product])
  }

  package func backwardWeight(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor
  ) throws -> any Operation {
    let own = try FewChannelGradient(
      input: input, outputGradient: outputGradient, weightGradient: weightGradient,
      biasGradient: biasGradient, window: window, floatingPointOperations: floatingPointOperations, on: device
    )
    return try own
      ?? primitiveBackwardWeight(
        input: input, outputGradient: outputGradient, weightGradient: weightGradient,
        biasGradient: biasGradient)
  }
}
