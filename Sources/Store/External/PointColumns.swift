import Tracking

/// Points of one series of a run that is trained elsewhere, as columns of equal length.
package struct PointColumns: Sendable, Equatable {
  package var metric: Metric
  /// In ``Tracking/Point/steps``. Rising steps are the fast way.
  package var steps: [Int]
  /// NaN is kept as NULL.
  package var values: [Double]
  /// When they were measured, in milliseconds since 1970; nil for when they came.
  package var times: [Int]?

  package init(_ metric: Metric, steps: [Int], values: [Double], times: [Int]? = nil) {
    self.metric = metric
    self.steps = steps
    self.values = values
    self.times = times
  }

  /// What became of the points of one batch.
  package struct Receipt: Sendable, Equatable {
    /// Points of the batch that are stored now: a step counts once in each series.
    package var points: Int
    /// How many more the batch had, at steps that it had already; of these the last value is stored.
    package var repeated: Int
  }

  /// What the sender calls one batch, so that it can be told from another when it comes twice.
  package struct BatchName: Sendable, Equatable {
    package var text: String
    /// Of everything in the batch.
    package var checksum: Int

    package init(_ text: String, checksum: Int) {
      self.text = text
      self.checksum = checksum
    }
  }
}
