import COneDNN

/// The maximum or the mean over a window that moves over each channel; windows may overlap.
///
/// A mean counts the zeros of the padding, as PyTorch's `AvgPool2d` does by default. Of equal maxima the first in
/// reading order wins.
package struct Pooling {
  package enum Kind: Sendable, Equatable {
    case maximum
    case average
  }

  private let device: Device
  private let input: Layout
  private let kind: Kind
  private let window: Window
  private let descriptor: PrimitiveDescriptor
  /// Our own kernels, for the layouts that they know; oneDNN's for all others.
  private let planes: PlanePooling?
  private let name: String

  package let outputLayout: Layout
  /// Where each maximum came from; nil for a mean.
  package let workspaceLayout: Layout?

  /// - Parameter input: (N, C, H, W) channels last; so is the output.
  /// - Precondition: the window fits into the padded picture, and is larger than the padding.
  package init(_ kind: Kind, window: Window, input: Layout, on device: Device) throws {
    let shape = input.shape
    guard shape.count == 4, let height = window.places(along: shape[2]),
      let width = window.places(along: shape[3])
    else { preconditionFailure("no place for a window of \(window) in \(shape)") }
    self.device = device
    self.input = input
    self.kind = kind
    self.window = window
    name = "a pooling of \(shape) by \(window.kernel)"
    var operation = dnnl_pooling_desc_t()
    outputLayout = .channelsLast([shape[0], shape[1], height, width], input.precision)
    var (x, y) = (input.descriptor, outputLayout.descriptor)
    try check(
      dnnl_pooling_forward_desc_init(
        &operation, dnnl_forward_training, Self.algorithm(kind), &x, &y, Window.square(window.stride),
        Window.square(window.kernel), Window.square(window.padding), Window.square(window.padding)), name)
    descriptor = try PrimitiveDescriptor(name, operation, on: device)
    planes = kind == .maximum ? PlanePooling(window: window, input: input, output: outputLayout) : nil
    workspaceLayout =
      kind == .average
      ? nil : planes == nil ? descriptor.layout(of: DNNL_ARG_WORKSPACE) : outputLayout.kept(in: .f32)
  }

  private static func algorithm(_ kind: Kind) -> dnnl_alg_kind_t {
    switch kind {
    case .maximum: dnnl_pooling_max
    case .average: dnnl_pooling_avg_include_padding
    }
  }

  package func forward(input: Tensor, output: Tensor, workspace: Tensor?) throws -> any Operation {
    if let planes, let workspace {
      func make<E: Element>(_ element: E.Type) -> any Operation {
        PlanePoolingOperation.forward(
          planes, of: element, input: input, output: output, numbers: workspace, threads: device.threads)
      }
      return self.input.precision == .f32 ? make(Float.self) : make(BFloat16.self)
    }
    var outputs = [DNNL_ARG_DST: output]
    outputs[DNNL_ARG_WORKSPACE] = workspace
    return try Primitive(descriptor, inputs: [DNNL_ARG_SRC: input], outputs: outputs, on: device)
  }

  /// dX: each number of dY goes to where the maximum was, or in equal parts to its window; where windows overlap
  /// the parts add up.
  package func backward(outputGradient: Tensor, workspace: Tensor?, inputGradient: Tensor) throws
    -> any Operation
  {
    if let planes, let workspace {
      func make<E: Element>(_ element: E.Type) -> any Operation {
        PlanePoolingOperation.backward(
          planes, of: element, outputGradient: outputGradient, numbers: workspace,
          inputGradient: inputGradient, threads: device.threads)
      }
      return input.precision == .f32 ? make(Float.self) : make(BFloat16.self)
    }
    var operation = dnnl_pooling_desc_t()
    var (x, y) = (input.descriptor, outputLayout.descriptor)
    let name = "the gradient of " + name
    try check(
      dnnl_pooling_backward_desc_init(
        &operation, Self.algorithm(kind), &x, &y, Window.square(window.stride), Window.square(window.kernel),
        Window.square(window.padding), Window.square(window.padding)), name)
    var inputs = [DNNL_ARG_DIFF_DST: outputGradient]
    inputs[DNNL_ARG_WORKSPACE] = workspace
    return try Primitive(
      PrimitiveDescriptor(name, operation, hint: descriptor, on: device), inputs: inputs,
      outputs: [DNNL_ARG_DIFF_SRC: inputGradient], on: device)
  }
}
