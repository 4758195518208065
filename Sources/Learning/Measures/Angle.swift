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
}
