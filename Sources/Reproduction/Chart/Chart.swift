/// Curves over iterations or epochs: the mean over the trials, with a band of one standard deviation.
package struct Chart: Sendable {
  package struct Point: Sendable {
    let x: Double
    let mean: Double
    /// nil of one trial.
    let deviation: Double?
  }

  package struct Curve: Sendable {
    let label: String
    let look: Look
    let points: [Point]
  }

  let title: String
  let xLabel: String
  let yLabel: String
  let curves: [Curve]
  /// What y at least reaches from and to; nil for what the curves reach.
  var yRange: ClosedRange<Double>?

  /// Left out of a drawing: what is not there.
  var drawn: [Curve] { curves.filter { !$0.points.isEmpty } }

  /// From the least to the greatest that is drawn, rounded to ticks.
  var xTicks: Ticks {
    let values = drawn.flatMap { $0.points.map(\.x) }
    return Ticks(from: 0, to: values.max() ?? 1, about: 8)
  }

  var yTicks: Ticks {
    var values = drawn.flatMap {
      $0.points.flatMap { [$0.mean - ($0.deviation ?? 0), $0.mean + ($0.deviation ?? 0)] }
    }
    if let yRange { values += [yRange.lowerBound, yRange.upperBound] }
    return Ticks(from: values.min() ?? 0, to: values.max() ?? 1, about: 6)
  }
}

/// Round numbers along an axis.
struct Ticks {
  let values: [Double]
  /// Decimals that tell them apart.
  let decimals: Int

  var low: Double { values[0] }
  var high: Double { values[values.count - 1] }

  /// - Parameter count: roughly so many; their distance is 1, 2 or 5 times a power of ten.
  init(from low: Double, to high: Double, about count: Int) {
    let span = high > low ? high - low : 1
    var power = 1.0
    var decimals = 0
    while power * 10 <= span / Double(count) { power *= 10 }
    while power > span / Double(count) {
      power /= 10
      decimals += 1
    }
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= span / Double(count) } ?? power
    if step >= power * 10 { decimals -= 1 }
    self.decimals = max(0, power >= 1 ? 0 : decimals)
    let first = (low / step).rounded(.down)
    let last = ((low + span) / step).rounded(.up)
    values = stride(from: first, through: max(last, first + 1), by: 1).map { $0 * step }
  }
}

/// How a curve is drawn: in its method's colour, dashed where signals go from layer to layer.
package struct Look: Sendable, Equatable {
  /// CSS class of the colour.
  let colour: String
  let isDashed: Bool

  /// As the pages draw a method (`web-static/js/math/palette.js`); a test compares the two.
  static let colours: [(method: String, light: String, dark: String)] = [
    ("dkp", "#0061c3", "#6eb0ff"), ("dfa", "#bd4805", "#ff9154"), ("kp", "#078571", "#4cdeb0"),
    ("drtp", "#97408d", "#af6ab8"), ("fa", "#b9834c", "#f3c032"), ("bp-fc-only", "#ab2442", "#ca5f7f"),
    ("bp", "#233c52", "#9aacbb"),
  ]

  init(method: String, isDashed: Bool) {
    colour = "bearing-" + (Self.colours.contains { $0.method == method } ? method : "bp")
    self.isDashed = isDashed
  }
}
