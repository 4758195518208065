import Compute
import Glibc

/// Angles as this field gives them.
package enum Angle {
  /// acos(clamp(m, −1, 1)) · 180/π.
  ///
  /// - Parameter cosine: NaN gives NaN.
  /// - Returns: 0 to 180 degrees.
  package static func degrees(ofCosine cosine: Double) -> Double {
    cosine.isNaN ? .nan : acos(min(max(cosine, -1), 1)) * 180 / .pi
  }

  /// The mean over a batch of the cosines between two tensors' rows.
  ///
  ///     m = (1/N) Σ_n ⟨x_n, y_n⟩ / max(‖x_n‖ ‖y_n‖, floor)
  ///
  /// - Parameters:
  ///   - floor: below it a product of norms counts as this, so that a row of zeros is at a right angle to everything.
  /// - Returns: −1...1, or NaN after a run has diverged.
  /// - Complexity: one pass over both; the sums in double precision, no allocation.
  static func meanCosine(ofRows x: Tensor, and y: Tensor, floor: Double) -> Double {
    let rows = x.rows
    let width = x.elements.count / rows
    let (x, y) = (x.elements.baseAddress!, y.elements.baseAddress!)
    var total = 0.0
    for row in 0..<rows {
      let sums = Reduction.products(x + row * width, y + row * width, count: width)
      total += sums.xy / max((sums.xx * sums.yy).squareRoot(), floor)
    }
    return total / Double(rows)
  }
}
