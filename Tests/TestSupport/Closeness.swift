/// How near a computed tensor is to the expected one: the verdict behind `expectClose`, kept pure so that it can
/// itself be tested.
///
/// The measure is per tensor: the largest |actual - expected| over the largest |expected|. An element-wise quotient
/// would fail on every entry that is zero by cancellation; one absolute tolerance for all tensors would hide an
/// error in a tensor of small numbers. Both arrays are compared in their flat order, so a transposed matrix is far.
package struct Closeness: Sendable {
  /// The place of the largest difference; nil when the arrays cannot be compared element by element.
  package let worstIndex: Int?
  /// The largest |actual - expected|.
  package let difference: Double
  /// The largest |expected|.
  package let scale: Double
  /// Why it is not close, in words for the one who reads the failure; nil when it is close.
  package let complaint: String?

  package var isClose: Bool { complaint == nil }

  /// Close means: counts agree, no number is NaN or infinite, and max|a - e| <= relative * max|e| + absolute.
  ///
  /// - Parameters:
  ///   - actual: what was computed.
  ///   - expected: what the oracle says, same count and order.
  ///   - relative: tolerance as a part of the tensor's largest expected magnitude, >= 0.
  ///   - absolute: tolerance in the tensor's own unit, >= 0. Needed where all of `expected` is zero in exact
  ///     arithmetic.
  package init(_ actual: [Double], _ expected: [Double], relative: Double, absolute: Double) {
    guard actual.count == expected.count else {
      self.init(complaint: "has \(actual.count) numbers, expected \(expected.count)")
      return
    }
    for index in actual.indices where !actual[index].isFinite || !expected[index].isFinite {
      self.init(
        worstIndex: index,
        complaint:
          "at \(index) is \(actual[index]), expected \(expected[index]): only finite numbers are close")
      return
    }
    var worst: Int?
    var difference = 0.0
    var scale = 0.0
    for index in actual.indices {
      scale = max(scale, abs(expected[index]))
      let here = abs(actual[index] - expected[index])
      if worst == nil || here > difference { (worst, difference) = (index, here) }
    }
    let allowed = relative * scale + absolute
    guard let worst, difference > allowed else {
      self.init(worstIndex: worst, difference: difference, scale: scale, complaint: nil)
      return
    }
    // The smallest normal number stands in for a scale of zero, where no quotient exists.
    let measure = difference / max(scale, .leastNormalMagnitude)
    self.init(
      worstIndex: worst, difference: difference, scale: scale,
      complaint: """
        is worst at \(worst): \(actual[worst]), expected \(expected[worst]); \
        off by \(difference), relative to the tensor's largest \(scale): \(measure), \
        allowed \(relative) relative and \(absolute) absolute
        """)
  }

  private init(worstIndex: Int? = nil, difference: Double = .nan, scale: Double = .nan, complaint: String?) {
    self.worstIndex = worstIndex
    self.difference = difference
    self.scale = scale
    self.complaint = complaint
  }
}
