import COneDNN

/// A tensor's shape and where each of its elements lies in memory.
///
/// Activations lie sample by sample: matrices row-major, pictures channels last (``channelsLast(_:_:)``), so that a picture
/// is the matrix of its positions by its channels. Weights lie as oneDNN likes them (`any`); their order is opaque here.
/// Element-wise work runs over the physical order, and only loading, saving and printing go through the logical one
/// (row-major, so C H W).
package struct Layout: Equatable {
  var descriptor: dnnl_memory_desc_t

  init(descriptor: dnnl_memory_desc_t) { self.descriptor = descriptor }

  /// Row-major: the last dimension lies contiguous.
  package init(_ shape: [Int], _ precision: Precision = .f32) {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    self.init(shape, strides: strides)
    self = self.kept(in: precision)
  }

  /// - Parameter strides: distance in elements between neighbours along each axis of `shape`.
  package init(_ shape: [Int], strides: [Int]) {
    precondition(shape.count == strides.count, "shape \(shape) and strides \(strides) differ in rank")
    descriptor = dnnl_memory_desc_t()
    let status = dnnl_memory_desc_init_by_strides(
      &descriptor, Int32(shape.count), shape.map(Int64.init), dnnl_f32, strides.map(Int64.init))
    precondition(status == dnnl_success, "no layout of shape \(shape) with strides \(strides)")
  }

  private init(_ shape: [Int], _ precision: Precision, tag: dnnl_format_tag_t) {
    descriptor = dnnl_memory_desc_t()
    let status = dnnl_memory_desc_init_by_tag(
      &descriptor, Int32(shape.count), shape.map(Int64.init), precision.dataType, tag)
    precondition(status == dnnl_success, "no layout of shape \(shape) with tag \(tag)")
  }

  /// The wish that oneDNN choose the order.
  package static func any(_ shape: [Int], _ precision: Precision = .f32) -> Layout {
    Layout(shape, precision, tag: dnnl_format_tag_any)
  }

  /// (N, C, H, W) that lies as (N, H, W, C).
  ///
  /// The one order in which oneDNN's kernels for matrix tiles take pictures (of 2.6.3: 0.45 ms for conv2's second
  /// convolution in bf16, 7.96 in blocks of 16 channels), and as fast as any in f32.
  package static func channelsLast(_ shape: [Int], _ precision: Precision = .f32) -> Layout {
    Layout(shape, precision, tag: dnnl_nhwc)
  }

  /// The same order of numbers of another precision.
  package func kept(in precision: Precision) -> Layout {
    var layout = self
    layout.descriptor.data_type = precision.dataType
    return layout
  }

  package var precision: Precision { descriptor.data_type == dnnl_bf16 ? .bf16 : .f32 }

  /// The same order of the other dimensions with another number of rows (first dimension): what a feedback matrix is
  /// laid out in, so that its columns stand in the order of its block's activations, padding included.
  ///
  /// - Precondition: rows are outermost, one after the other, as in every layout that activations come in.
  package func withRows(_ count: Int) -> Layout {
    precondition(!blocks.contains { $0.axis == 0 }, "the rows of \(shape) lie in blocks")
    var layout = self
    layout.descriptor.dims.0 = Int64(count)
    layout.descriptor.padded_dims.0 = Int64(count)
    precondition(
      layout.byteCount / count == byteCount / shape[0], "the rows of \(shape) do not lie one after the other")
    return layout
  }

  package var shape: [Int] {
    withUnsafeBytes(of: descriptor.dims) { dims in
      (0..<Int(descriptor.ndims)).map { Int(dims.load(fromByteOffset: $0 * 8, as: Int64.self)) }
    }
  }

  /// Elements, padding not counted.
  package var count: Int { shape.reduce(1, *) }

  /// Bytes of memory, padding counted.
  package var byteCount: Int {
    withUnsafePointer(to: descriptor) { dnnl_memory_desc_get_size($0) }
  }

  package var isRowMajor: Bool { self == Layout(shape, precision) }

  package static func == (left: Layout, right: Layout) -> Bool {
    withUnsafePointer(to: left.descriptor) { left in
      withUnsafePointer(to: right.descriptor) { dnnl_memory_desc_equal(left, $0) == 1 }
    }
  }
}
