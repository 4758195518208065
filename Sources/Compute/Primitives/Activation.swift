import COneDNN

/// An element-wise activation that is not fused into a batch normalisation.
package struct Activation {
  package enum Function: String, Sendable, CaseIterable {
    /// max(0, x)
    case relu
    /// (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
    case tanh
    /// 1 / (1 + e⁻ˣ)
    case sigmoid
    /// x: no work at all.
    case identity
  }

  private let device: Device
  private let layout: Layout
  private let function: Function
  private let descriptor: PrimitiveDescriptor
  private let name: String

  /// - Precondition: `function` is not the identity, for which there is nothing to run.
  package init(_ function: Function, layout: Layout, on device: Device) throws {
    self.device = device
    self.layout = layout
    self.function = function
    name = "\(function.rawValue) of \(layout.shape)"
    var operation = dnnl_eltwise_desc_t()
    var data = layout.descriptor
    try check(
      dnnl_eltwise_forward_desc_init(
        &operation, dnnl_forward_training, Self.algorithm(function), &data, 0, 0), name)
    descriptor = try PrimitiveDescriptor(name, operation, on: device)
  }

  /// The variants whose gradient is computed from the output, so that the input need not be kept.
  private static func algorithm(_ function: Function) -> dnnl_alg_kind_t {
    switch function {
    case .relu: dnnl_eltwise_relu_use_dst_for_bwd
    case .tanh: dnnl_eltwise_tanh_use_dst_for_bwd
    case .sigmoid: dnnl_eltwise_logistic_use_dst_for_bwd
    case .identity: preconditionFailure("the identity has no primitive")
    }
  }

  package func forward(input: Tensor, output: Tensor) throws -> any Operation {
    try Primitive(descriptor, inputs: [DNNL_ARG_SRC: input], outputs: [DNNL_ARG_DST: output], on: device)
  }

  /// dX = dY ⊙ f'(x), with f' taken from y.
  package func backward(output: Tensor, outputGradient: Tensor, inputGradient: Tensor) throws -> any Operation
  {
    var operation = dnnl_eltwise_desc_t()
    var (gradient, data) = (layout.descriptor, layout.descriptor)
    let name = "the gradient of " + name
    try check(
      dnnl_eltwise_backward_desc_init(&operation, Self.algorithm(function), &gradient, &data, 0, 0), name)
    return try Primitive(
      PrimitiveDescriptor(name, operation, hint: descriptor, on: device),
      inputs: [DNNL_ARG_DST: output, DNNL_ARG_DIFF_DST: outputGradient],
      outputs: [DNNL_ARG_DIFF_SRC: inputGradient], on: device)
  }
}
