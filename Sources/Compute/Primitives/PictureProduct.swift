/// The products of a linear layer behind pictures, (N, C, H, W): those of the matrices that they are in memory, channels last.
///
/// oneDNN has its best kernels for matrices. Of pictures it has none for f32 (2.1 ms for 64 x 32 x 14 x 14 by 128 on two cores,
/// 0.8 as a matrix), and on matrix tiles neither. To everybody else W stays (O, C, H, W), so that what is saved has the
/// field's order.
package struct PictureProduct: LinearMap {
  private let product: InnerProduct
  /// C, H, W.
  private let picture: [Int]
  package let weightLayout: Layout

  package var device: Device { product.device }
  package var outputLayout: Layout { product.outputLayout }
  package var forwardDescriptor: PrimitiveDescriptor { product.forwardDescriptor }

  /// - Parameters:
  ///   - input: of X. Pictures are read channels last, and reordered on the way where they lie otherwise.
  ///   - outputs, precision, outputPrecision, weightLayout: as of ``InnerProduct``.
  /// - Returns: nil where a block of weights would reach from one position into the next.
  package init?(
    input: Layout, outputs: Int, precision: Precision = .f32, outputPrecision: Precision = .f32,
    weightLayout: Layout? = nil, on device: Device
  ) throws {
    let shape = input.shape
    guard shape.count == 4 else { return nil }
    picture = Array(shape.dropFirst())
    let known = weightLayout?.joiningColumns
    guard weightLayout == nil || known != nil else { return nil }
    product = try InnerProduct(
      input: Layout([shape[0], picture.reduce(1, *)]), outputs: outputs, precision: precision,
      outputPrecision: outputPrecision, weightLayout: known, on: device)
    guard let split = product.weightLayout.splittingColumns(into: picture) else { return nil }
    self.weightLayout = split
  }

  package func makeInputGradientDescriptor() throws -> PrimitiveDescriptor {
    try product.makeInputGradientDescriptor()
  }

  package func makeWeightGradientDescriptor() throws -> PrimitiveDescriptor {
    try product.makeWeightGradientDescriptor()
  }

  package func forward(input: Tensor, weight: Tensor, bias: Tensor, output: Tensor) throws -> any Operation {
    let (rows, entry) = try rows(of: input)
    let operation = try product.forward(
      input: rows, weight: matrix(of: weight), bias: bias, output: output)
    return OperationSequence(entry + [operation])
  }

  /// - Precondition: dX lies channels last.
  package func backwardInput(
    outputGradient: Tensor, weight: Tensor, inputGradient: Tensor
  ) throws -> any Operation {
    let (rows, entry) = try rows(of: inputGradient)
    precondition(entry.isEmpty, "the gradient of \(inputGradient.layout.shape) does not lie channels last")
    return try product.backwardInput(
      outputGradient: outputGradient, weight: matrix(of: weight), inputGradient: rows)
  }

  package func backwardWeight(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor
  ) throws -> any Operation {
    let (rows, entry) = try rows(of: input)
    let operation = try product.backwardWeight(
      input: rows, outputGradient: outputGradient, weightGradient: matrix(of: weightGradient),
      biasGradient: biasGradient)
    return OperationSequence(entry + [operation])
  }

  /// Pictures as a matrix, and what brings them there first where they do not lie channels last.
  private func rows(of pictures: Tensor) throws -> (Tensor, [any Operation]) {
    let layout = Layout.channelsLast(pictures.layout.shape, pictures.precision)
    let matrix = Layout([pictures.rows, picture.reduce(1, *)], pictures.precision)
    if pictures.layout == layout { return (try pictures.viewed(as: matrix, on: device), []) }
    let copy = try Tensor(layout, on: device)
    let entry = try Reorder(from: pictures, to: copy, on: device)
    return (try copy.viewed(as: matrix, on: device), [entry])
  }

  private func matrix(of weight: Tensor) throws -> Tensor {
    guard let layout = weight.layout.joiningColumns else {
      preconditionFailure("weights of \(weight.layout.shape) lie in another order than this product's")
    }
    return try weight.viewed(as: layout, on: device)
  }
}
