/// Welch's t-test of two samples whose variances may differ: by how much the means differ, and how sure that is.
package struct WelchTest: Sendable, Equatable {
  /// Mean of the first minus mean of the second.
  package let difference: Double
  /// Of the difference: √(s₁²/n₁ + s₂²/n₂).
  package let standardError: Double
  /// Where the true difference lies with 95 % confidence.
  package let interval: ClosedRange<Double>
  package let t: Double
  /// Of freedom, by Welch and Satterthwaite; not whole.
  package let degrees: Double
  /// Two-sided.
  package let p: Double

  /// - Returns: nil below two numbers in either, and where neither varies, or so much that there is no number for it.
  package init?(_ first: Sample, _ second: Sample) {
    guard let first = first.moments, let second = second.moments else { return nil }
    self.init(first, second)
  }

  /// The same of what tables print.
  ///
  /// - Returns: nil as above.
  package init?(_ first: Moments, _ second: Moments) {
    guard let share = first.errorSquare, let other = second.errorSquare else { return nil }
    let square = share + other
    guard square > 0, square.isFinite else { return nil }
    standardError = square.squareRoot()
    // By parts of the whole, whose squares do not vanish.
    let parts = (share / square, other / square)
    degrees =
      1 / (parts.0 * parts.0 / Double(first.count - 1) + parts.1 * parts.1 / Double(second.count - 1))
    difference = first.mean - second.mean
    t = difference / standardError
    let distribution = StudentT(degrees: degrees)
    p = 2 * distribution.upperTail(abs(t))
    let reach = distribution.quantile(upperTail: 0.025) * standardError
    guard difference.isFinite, t.isFinite, reach.isFinite else { return nil }
    interval = (difference - reach)...(difference + reach)
  }
}

/// The t-test of numbers in pairs: whether the mean of their differences is 0.
package struct PairedTest: Sendable, Equatable {
  /// The mean difference.
  package let difference: Double
  /// Where the true one lies with 95 % confidence.
  package let interval: ClosedRange<Double>

  /// - Parameter differences: of each pair, first minus second.
  /// - Returns: nil below two pairs, and where the differences are all the same.
  package init?(_ differences: Moments) {
    guard let square = differences.errorSquare, square > 0, square.isFinite else { return nil }
    difference = differences.mean
    let distribution = StudentT(degrees: Double(differences.count - 1))
    let reach = distribution.quantile(upperTail: 0.025) * square.squareRoot()
    guard reach.isFinite else { return nil }
    interval = (difference - reach)...(difference + reach)
  }
}
