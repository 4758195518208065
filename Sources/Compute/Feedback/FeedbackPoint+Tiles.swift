extension FeedbackPoint {
  /// Classes from which on tiles are taken. A tile's products are over 32 numbers at a time, whether there are as many or
  /// not; and 32 multiplications of AVX-512 for each number of a and s take longer than to fetch it two more times.
  private static let fewestClassesOnTiles = 32

  /// Whether a point whose activations are kept so is better left to ``productsOnTiles(activations:signal:)``.
  func isForTiles(_ precision: Precision) -> Bool {
    precision == .bf16 && ProcessorFeatures.here.hasTiles && classes >= Self.fewestClassesOnTiles
  }

  /// The products of a feedback matrix in bf16 on matrix tiles: three products of matrices, each for itself.
  ///
  ///     s = e B        ∂B = δᵀ a        q = a Bᵀ
  ///
  /// e, δ and B are rounded to bf16 for them, as activations and weights are for other products; ∂B and q come out in f32,
  /// and B learns in f32. Of few classes this is a bad way: what ``FeedbackProducts`` fetches once is fetched three times
  /// here, and ``FeedbackThroughNorm`` never has the signal in memory at all. Of hundreds the sums are the larger part:
  /// alexnet's points come to 19 · 10⁹ operations a step with 200 classes and batches of 32, as many as some of its
  /// convolutions.
  ///
  /// - Parameters: as of ``products(activations:signal:)``.
  func productsOnTiles(activations: Tensor, signal: Tensor) throws -> any Operation {
    // One copy for both products, in the order in which B lies: whichever half of it a product needs, it turns itself.
    let (matrix, update) = try self.matrix.copied(as: self.matrix.layout.kept(in: .bf16), on: device)
    func product(_ left: MatrixOperand, _ right: MatrixOperand, into product: Tensor) throws -> any Operation
    {
      try MatrixProduct.operation(left, right, into: product, precision: .bf16, on: device)
    }
    var operations = [update, try product(MatrixOperand(sent), MatrixOperand(matrix), into: signal)]
    if let matrixGradient {
      operations.append(
        try product(
          MatrixOperand(error, transposed: true), MatrixOperand(activations), into: matrixGradient))
    }
    if let image {
      operations.append(
        try product(MatrixOperand(activations), MatrixOperand(matrix, transposed: true), into: image))
    }
    return OperationSequence(operations)
  }
}
