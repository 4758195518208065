import COneDNN

/// Batch normalisation over N (and H, W), with the ReLU that follows it fused in.
///
///     y = max(0, γ (x − μ) / √(σ² + ε) + β)      μ, σ² over the batch, σ² biased (divided by N·H·W)
///
/// - Source: Ioffe and Szegedy, "Batch normalization", arXiv:1502.03167, algorithm 1.
package struct BatchNorm {
  /// PyTorch's default.
  package static let epsilon: Float = 1e-5

  private let device: Device
  private let layout: Layout
  private let fusesReLU: Bool
  private let flags: UInt32
  private let training: PrimitiveDescriptor
  /// Our own kernels, for the layouts that they know; oneDNN's for all others.
  private let planes: Planes?
  private let name: String

  /// Bits that say where the fused ReLU cut off; nil without one.
  package let workspaceLayout: Layout?

  /// - Parameters:
  ///   - layout: (N, C) row-major or (N, C, H, W) channels last.
  ///   - fusesReLU: whether a ReLU follows.
  package init(layout: Layout, fusesReLU: Bool, on device: Device) throws {
    self.device = device
    self.fusesReLU = fusesReLU
    self.layout = layout
    name = "a batch normalisation of \(layout.shape)"
    flags =
      dnnl_use_scale.rawValue | dnnl_use_shift.rawValue | (fusesReLU ? dnnl_fuse_norm_relu.rawValue : 0)
    var operation = dnnl_batch_normalization_desc_t()
    var data = layout.descriptor
    try check(
      dnnl_batch_normalization_forward_desc_init(
        &operation, dnnl_forward_training, &data, Self.epsilon, flags), name)
    training = try PrimitiveDescriptor(name, operation, on: device)
    planes = Planes(layout)
    workspaceLayout = fusesReLU && planes == nil ? training.layout(of: DNNL_ARG_WORKSPACE) : nil
  }

  /// Normalises with the batch's own statistics and leaves them in `mean` and `variance` (biased), each (C).
  package func forwardTraining(
    input: Tensor, scale: Tensor, shift: Tensor, output: Tensor, mean: Tensor, variance: Tensor,
    workspace: Tensor?
  ) throws -> any Operation {
    if let planes {
      let norm = try PlaneNorm(
        planes, fusesReLU: fusesReLU, scale: scale, shift: shift, mean: mean, variance: variance, on: device)
      return OperationSequence([
        NormStatistics(norm, of: input), NormApplication(norm, from: input, to: output),
      ])
    }
    var outputs = [DNNL_ARG_DST: output, DNNL_ARG_MEAN: mean, DNNL_ARG_VARIANCE: variance]
    outputs[DNNL_ARG_WORKSPACE] = workspace
    return try Primitive(
      training, inputs: [DNNL_ARG_SRC: input, DNNL_ARG_SCALE: scale, DNNL_ARG_SHIFT: shift],
      outputs: outputs, on: device)
  }

  /// Normalises with given statistics: the running ones.
  package func forwardInference(
    input: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor, output: Tensor
  ) throws -> any Operation {
    if let planes {
      let norm = try PlaneNorm(
        planes, fusesReLU: fusesReLU, scale: scale, shift: shift, mean: mean, variance: variance, on: device)
      return NormApplication(norm, from: input, to: output)
    }
    var operation = dnnl_batch_normalization_desc_t()
    var data = layout.descriptor
    try check(
      dnnl_batch_normalization_forward_desc_init(
        &operation, dnnl_forward_inference, &data, Self.epsilon, flags | dnnl_use_global_stats.rawValue), name
    )
    return try Primitive(
      PrimitiveDescriptor(name, operation, on: device),
      inputs: [
        DNNL_ARG_SRC: input, DNNL_ARG_SCALE: scale, DNNL_ARG_SHIFT: shift, DNNL_ARG_MEAN: mean,
        DNNL_ARG_VARIANCE: variance,
      ],
      outputs: [DNNL_ARG_DST: output], on: device)
  }

  /// The full backward pass, the dependence of μ and σ² on x included.
  package func backward(
    input: Tensor, outputGradient: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor,
    workspace: Tensor?, inputGradient: Tensor, scaleGradient: Tensor, shiftGradient: Tensor
  ) throws -> any Operation {
    if let planes {
      let norm = try PlaneNorm(
        planes, fusesReLU: fusesReLU, scale: scale, shift: shift, mean: mean, variance: variance, on: device)
      let gradient = NormGradient(
        norm, input: input, outputGradient: outputGradient, scaleGradient: scaleGradient,
        shiftGradient: shiftGradient)
      return OperationSequence([gradient.sums(), gradient.input(into: inputGradient)])
    }
    var operation = dnnl_batch_normalization_desc_t()
    var (data, gradient) = (layout.descriptor, layout.descriptor)
    let name = "the gradient of " + name
    try check(
      dnnl_batch_normalization_backward_desc_init(
        &operation, dnnl_backward, &gradient, &data, Self.epsilon, flags), name)
    let descriptor = try PrimitiveDescriptor(name, operation, hint: training, on: device)
    var inputs = [
      DNNL_ARG_SRC: input, DNNL_ARG_DIFF_DST: outputGradient, DNNL_ARG_MEAN: mean,
      DNNL_ARG_VARIANCE: variance, DNNL_ARG_SCALE: scale, DNNL_ARG_SHIFT: shift,
    ]
    inputs[DNNL_ARG_WORKSPACE] = workspace
    return try Primitive(
      descriptor, inputs: inputs,
      outputs: [
        DNNL_ARG_DIFF_SRC: inputGradient, DNNL_ARG_DIFF_SCALE: scaleGradient,
        DNNL_ARG_DIFF_SHIFT: shiftGradient,
      ], on: device)
  }

  /// The same where the signal comes from a feedback matrix that is placed right behind: the matrix's own products, and
  /// the way back, in one.
  ///
  /// - Returns: nil where there is no such kernel: then ``FeedbackProducts`` and ``backward(input:outputGradient:scale:shift:mean:variance:workspace:inputGradient:scaleGradient:shiftGradient:)``
  ///   give the same.
  package func backward(
    from point: FeedbackPoint, input: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor,
    inputGradient: Tensor, scaleGradient: Tensor, shiftGradient: Tensor
  ) throws -> (any Operation)? {
    // Of a matrix there is too little to be worth it; where blocks overlap, sums would count channels twice.
    guard let planes, planes.positions > 1, planes.isWhole, !point.isForTiles(input.precision) else {
      return nil
    }
    let norm = try PlaneNorm(
      planes, fusesReLU: fusesReLU, scale: scale, shift: shift, mean: mean, variance: variance, on: device)
    return try FeedbackThroughNorm(
      point, norm: norm, input: input, inputGradient: inputGradient, scaleGradient: scaleGradient,
      shiftGradient: shiftGradient, on: device)
  }
}
