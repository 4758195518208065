/// A named quantity, per layer where it has one: `loss`, `accuracy`, `angle` of `fc1`, ...
package struct Metric: Sendable, Hashable {
  /// Lower-case words with underscores: `test_accuracy`.
  package var name: String
  /// The block it was measured at, or nil for a quantity of the whole network.
  package var layer: String?
  /// What a value is counted in: `nats`, `fraction`, `degrees`, `1/s`, ...; nil for a bare number.
  package var unit: String?

  package init(_ name: String, layer: String? = nil, unit: String? = nil) {
    self.name = name
    self.layer = layer
    self.unit = unit
  }
}

/// One value of one series.
package struct Point: Sendable, Equatable {
  /// Database id of the series: one metric (and layer) of one run.
  package var series: Int64
  /// Iteration, from 1. A per-epoch value carries the epoch's last iteration.
  package var step: Int
  /// NaN is kept (as NULL) and shown as a mark, never as 0.
  package var value: Double

  package init(series: Int64, step: Int, value: Double) {
    self.series = series
    self.step = step
    self.value = value
  }
}
