import Compute
import Glibc

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
      MatrixOperand(block.point), MatrixOperand(matrix.value, transposed: true), into: image, on: pass.device)
  }

  /// m, in −1...1, or NaN after a run has diverged.
  ///
  /// - Complexity: 2·N·n·C floating-point operations, no allocation.
  package func meanCosine() throws -> Double {
    try product.run()
    let shape = image.layout.shape
    let (q, h) = (image.elements, logits.elements)
    var total = 0.0
    for sample in 0..<shape[0] {
      var (dot, qq, hh) = (0.0, 0.0, 0.0)
      for index in (sample * shape[1])..<((sample + 1) * shape[1]) {
        let (x, y) = (Double(q[index]), Double(h[index]))
        dot += x * y
        qq += x * x
        hh += y * y
      }
      total += dot / max((qq * hh).squareRoot(), 1e-8)
    }
    return total / Double(shape[0])
  }

  /// - Parameter cosine: NaN gives NaN.
  /// - Returns: 0 to 180 degrees.
  package static func degrees(ofCosine cosine: Double) -> Double {
    cosine.isNaN ? .nan : acos(min(max(cosine, -1), 1)) * 180 / .pi
  }
}
