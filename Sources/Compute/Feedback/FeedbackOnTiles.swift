/// The products of a feedback matrix in bf16 on matrix tiles: three products of matrices, each for itself.
///
///     s = e B        ∂B = δᵀ a        q = a Bᵀ
///
/// e, δ and B are rounded to bf16 for them, as activations and weights are for other products; ∂B and q come out in f32,
/// and B learns in f32. Of few classes this is a bad way: what ``FeedbackProducts`` fetches once is fetched three times here,
/// and ``FeedbackThroughNorm`` never has the signal in memory at all. Of hundreds the sums are the larger part: alexnet's
/// points come to 19 · 10⁹ operations a step with 200 classes and batches of 32, as many as some of its convolutions.
final class FeedbackOnTiles: Operation {
  /// Classes from which on it is taken. A tile's products are over 32 numbers at a time, whether there are as many or not;
  /// and 32 multiplications of AVX-512 for each number of a and s take longer than to fetch it two more times.
  static let fewestClasses = 32

  private let operations: [any Operation]
  let products: [Product]

  init(_ point: FeedbackPoint, activations: Tensor, signal: Tensor, on device: Device) throws {
    // One copy for both products, in the order in which B lies: whichever half of it a product needs, it turns itself.
    let (matrix, update) = try point.matrix.copied(as: point.matrix.layout.kept(in: .bf16), on: device)
    var operations: [any Operation] = [
      update,
      try MatrixProduct.operation(
        MatrixOperand(point.sent), MatrixOperand(matrix), into: signal, precision: .bf16, on: device),
    ]
    if let gradient = point.matrixGradient {
      operations.append(
        try MatrixProduct.operation(
          MatrixOperand(point.error, transposed: true), MatrixOperand(activations), into: gradient,
          precision: .bf16, on: device))
    }
    if let image = point.image {
      operations.append(
        try MatrixProduct.operation(
          MatrixOperand(activations), MatrixOperand(matrix, transposed: true), into: image, precision: .bf16,
          on: device))
    }
    self.operations = operations
    products = operations.flatMap(\.products)
  }

  func run() throws {
    for operation in operations { try operation.run() }
  }
}

extension FeedbackPoint {
  /// Whether a point whose activations are kept so is better left to ``FeedbackOnTiles``.
  func isForTiles(_ precision: Precision) -> Bool {
    precision == .bf16 && ProcessorFeatures.here.hasTiles && classes >= FeedbackOnTiles.fewestClasses
  }
}
