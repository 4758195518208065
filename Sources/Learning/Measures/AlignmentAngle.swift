import Compute

/// The angle between where the feedback points and where the forward path points, at one feedback point.
///
///     q_n = a_n Bᵀ                                  (C), the feedback read as a forward map
///     c_n = ⟨q_n, h_n⟩ / max(‖q_n‖ ‖h_n‖, 1e-8)     h the logits, bias included
///     m   = (1/N) Σ_n c_n
///     angle = acos(clamp(m, −1, 1)) · 180/π
///
/// With the forward pass of the training step and B before its step. A zero q counts as 90 degrees.
///
/// - Source: "Learning the connections in direct feedback alignment", Figure 2. The paper plots degrees and the
///   author's code logs m; the angle here is that of m, not the mean of the samples' angles.
package final class AlignmentAngle {
  private let product: any Operation
  /// q, (N, C).
  private let image: Tensor
  private let logits: Tensor

  /// - Parameter matrix: B, (C, n), of the block whose pass is given.
  package init(of matrix: Parameter, at block: BlockPass, in pass: NetworkPass) throws {
    image = try Tensor(shape: pass.logits.layout.shape, on: pass.device)
    logits = pass.logits
    product = try MatrixProduct.operation(
      MatrixOperand(block.point), MatrixOperand(matrix.value.asMatrix(on: pass.device), transposed: true),
      into: image, on: pass.device)
  }

  /// m, in −1...1, or NaN after a run has diverged.
  ///
  /// - Complexity: 2·N·n·C floating-point operations, no allocation.
  package func meanCosine() throws -> Double {
    try product.run()
    return RowCosines.mean(of: image, and: logits, floor: 1e-8)
  }
}
