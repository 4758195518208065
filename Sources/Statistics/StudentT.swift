import Glibc

/// Student's t distribution.
package struct StudentT: Sendable {
  /// Above 0; need not be whole.
  package let degrees: Double

  package init(degrees: Double) { self.degrees = degrees }

  /// The probability of a value of at least `t`.
  package func upperTail(_ t: Double) -> Double {
    guard t >= 0 else { return 1 - upperTail(-t) }
    let square = t * t
    guard square.isFinite else { return 0 }
    return Self.beta(degrees / 2, 0.5, at: degrees / (degrees + square), rest: square / (degrees + square))
      / 2
  }

  /// The value that is reached or passed with a probability, above 0 and at most 1/2; at least 0.
  package func quantile(upperTail probability: Double) -> Double {
    var high = 1.0
    while upperTail(high) > probability, high < 1e300 { high *= 2 }
    var low = 0.0
    // Halved until there is no number in between.
    while case let middle = low + (high - low) / 2, middle > low, middle < high {
      if upperTail(middle) > probability { low = middle } else { high = middle }
    }
    return high
  }

  /// The regularised incomplete beta function I_x(a, b).
  ///
  /// - Parameters:
  ///   - x: 0 ... 1.
  ///   - rest: 1 − x, given for itself since it may be far smaller than x.
  private static func beta(_ a: Double, _ b: Double, at x: Double, rest: Double) -> Double {
    if x <= 0 { return 0 }
    if rest <= 0 { return 1 }
    // The fraction converges fast on this side of the mean.
    if x > (a + 1) / (a + b + 2) { return 1 - beta(b, a, at: rest, rest: x) }
    let front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(rest)) / a
    return front / fraction(a, b, x)
  }

  /// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's way: 1 + d1/(1 + d2/(1 + …)).
  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    // In the place of 0, which nothing can be divided by.
    let tiny = 1e-300
    var (value, numerator, denominator) = (1.0, 1.0, 0.0)
    for index in 1...20_000 {
      let m = Double(index / 2)
      let term =
        index.isMultiple(of: 2)
        ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      denominator = 1 + term * denominator
      numerator = 1 + term / numerator
      if abs(denominator) < tiny { denominator = tiny }
      if abs(numerator) < tiny { numerator = tiny }
      denominator = 1 / denominator
      let change = numerator * denominator
      value *= change
      if abs(change - 1) < 1e-16 { break }
    }
    return value
  }

  private static func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }
}
