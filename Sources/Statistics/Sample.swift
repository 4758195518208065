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

/// What a table prints of a sample: enough for Welch's test of one that only a table knows.
package struct Moments: Sendable, Equatable {
  /// How many numbers.
  package let count: Int
  package let mean: Double
  /// With n − 1, at least 0; nil where it is not known, as below two numbers.
  package let deviation: Double?

  package init(count: Int, mean: Double, deviation: Double?) {
    self.count = count
    self.mean = mean
    self.deviation = deviation
  }

  /// Square of the mean's standard error, s²/n; nil below two numbers.
  var errorSquare: Double? {
    guard let deviation, count > 1 else { return nil }
    return deviation * deviation / Double(count)
  }
}

extension Sample {
  /// nil of no numbers.
  package var moments: Moments? { mean.map { Moments(count: count, mean: $0, deviation: deviation) } }
}
