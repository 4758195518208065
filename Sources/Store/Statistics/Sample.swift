/// Numbers that were drawn alike, and what is said of them.
package struct Sample: Sendable, Equatable {
  /// All finite.
  package let values: [Double]
  /// Within the range of the values, however their sum is rounded; nil without any.
  package let mean: Double?

  package init(_ values: [Double]) {
    self.values = values
    guard let low = values.min(), let high = values.max() else {
      mean = nil
      return
    }
    // Scaled, so that huge ones do not add up to an infinity.
    let scale = 0x1p30
    let sum = values.reduce(0) { $0 + $1 / scale }
    mean = min(max(sum / Double(values.count) * scale, low), high)
  }

  package var count: Int { values.count }

  /// With n − 1; nil below two numbers.
  package var variance: Double? {
    guard let mean, count > 1 else { return nil }
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
  }

  /// With n − 1; nil below two numbers.
  package var deviation: Double? { variance?.squareRoot() }
}

/// Welch's t-test of two samples whose variances may differ: by how much the means differ, and how sure that is.
package struct WelchTest: Sendable, Equatable {
  /// Mean of the first minus mean of the second.
  package let difference: Double
  /// Where the true difference lies with 95 % confidence.
  package let interval: ClosedRange<Double>
  package let t: Double
  package let degrees: Double
  /// Two-sided.
  package let p: Double

  /// - Returns: nil below two numbers in either, and where neither varies, or so much that there is no number for it.
  package init?(_ first: Sample, _ second: Sample) {
    guard let mean = first.mean, let other = second.mean, let variance = first.variance,
      let otherVariance = second.variance
    else { return nil }
    let shares = (variance / Double(first.count), otherVariance / Double(second.count))
    let square = shares.0 + shares.1
    guard square > 0, square.isFinite else { return nil }
    let error = square.squareRoot()
    // By parts of the whole, whose squares do not vanish.
    let parts = (shares.0 / square, shares.1 / square)
    degrees =
      1 / (parts.0 * parts.0 / Double(first.count - 1) + parts.1 * parts.1 / Double(second.count - 1))
    difference = mean - other
    t = difference / error
    let distribution = StudentT(degrees: degrees)
    p = 2 * distribution.upperTail(abs(t))
    let reach = distribution.quantile(upperTail: 0.025) * error
    guard difference.isFinite, t.isFinite, reach.isFinite else { return nil }
    interval = (difference - reach)...(difference + reach)
  }
}
