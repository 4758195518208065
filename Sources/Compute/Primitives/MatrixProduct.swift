import COneDNN

/// A matrix, or the transpose of one that lies in memory.
package struct MatrixOperand {
  let tensor: Tensor
  let isTransposed: Bool

  /// - Parameter tensor: two-dimensional and row-major.
  package init(_ tensor: Tensor, transposed: Bool = false) {
    self.tensor = tensor
    isTransposed = transposed
  }

  /// The operand's layout as the product sees it: a transpose is a matter of strides, not of a copy.
  var layout: Layout {
    let shape = tensor.layout.shape
    return isTransposed
      ? Layout([shape[1], shape[0]], strides: [1, shape[1]]).kept(in: tensor.precision) : tensor.layout
  }
}

/// C = A B for row-major matrices, either of which may be given transposed.
package enum MatrixProduct {
  /// - Parameter precision: of A and B as they are multiplied. What is given in another is converted on the way.
  /// - Throws: ``ComputeError`` when the shapes do not fit.
  /// - Complexity: 2·rows·inner·columns floating-point operations.
  package static func operation(
    _ left: MatrixOperand, _ right: MatrixOperand, into product: Tensor,
    precision: Precision = .f32, on device: Device
  ) throws -> any Operation {
    var operation = dnnl_matmul_desc_t()
    var (a, b, c) = (
      left.layout.kept(in: precision).descriptor, right.layout.kept(in: precision).descriptor,
      product.layout.descriptor
    )
    let name = "a product of \(left.layout.shape) and \(right.layout.shape) into \(product.layout.shape)"
    try check(dnnl_matmul_desc_init(&operation, &a, &b, nil, &c), name)
    return try Primitive(
      PrimitiveDescriptor(name, operation, on: device),
      inputs: [
        DNNL_ARG_SRC: left.tensor.viewed(as: left.layout, on: device),
        DNNL_ARG_WEIGHTS: right.tensor.viewed(as: right.layout, on: device),
      ],
      outputs: [DNNL_ARG_DST: product],
      floatingPointOperations: 2 * product.layout.count * left.layout.shape[1], on: device)
  }
}
