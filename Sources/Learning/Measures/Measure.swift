/// A quantity that is recorded while a run trains: what its numbers are and how they are drawn.
///
/// A new measure is one file, which declares it as a static constant beside what takes it, and its line in Training's
/// `MeasureCatalogue`. Nobody else holds a list of names.
package struct Measure: Sendable, Hashable {
  /// Lower-case words with underscores, stored with each series: `test_accuracy`. It never changes.
  package var name: String
  /// Above a chart.
  package var title: String
  /// One line for people.
  package var summary: String
  package var unit: Unit
  /// Whether it is of single blocks, and not of the whole network.
  package var isPerLayer: Bool
  package var cadence: Cadence
  /// Values that it cannot leave, infinite where there is no bound.
  package var bounds: ClosedRange<Double>
  /// Which of two values is the better one; nil where neither is.
  package var better: Better?
  package var drawing: Drawing

  /// What a value is counted in.
  package enum Unit: Sendable, Hashable {
    /// A bare number.
    case none
    case named(String)
    /// That of the loss which is minimised: see ``Loss/unit``.
    case ofLoss
  }

  /// When it is taken.
  package enum Cadence: String, Sendable, CaseIterable {
    /// In every iteration that is recorded.
    case iteration
    /// At the end of each epoch.
    case epoch
    /// In one of so many iterations as a config asks for.
    case request
  }

  /// The side on which good values lie.
  package enum Better: String, Sendable, CaseIterable {
    case higher, lower
  }

  /// How a page shows it.
  package struct Drawing: Sendable, Hashable {
    /// Place among the charts that are shown before anybody chooses, from 1; nil for none.
    package var rank: Int?
    /// Whether a logarithmic axis says something.
    package var mayLog: Bool
    /// A value that is marked by a dotted line.
    package var mark: Double?
    /// Behind a layer's name above a small chart, where the title is too long; empty where the name says enough.
    package var label: String?

    package init(rank: Int? = nil, mayLog: Bool = false, mark: Double? = nil, label: String? = nil) {
      self.rank = rank
      self.mayLog = mayLog
      self.mark = mark
      self.label = label
    }
  }

  package init(
    _ name: String, title: String, summary: String, unit: Unit = .none, isPerLayer: Bool = false,
    cadence: Cadence, bounds: ClosedRange<Double> = -Double.infinity ... .infinity,
    better: Better? = nil, drawing: Drawing = Drawing()
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.unit = unit
    self.isPerLayer = isPerLayer
    self.cadence = cadence
    self.bounds = bounds
    self.better = better
    self.drawing = drawing
  }

  /// What is stored as the unit of its series in a run that minimises `loss`; nil for a bare number.
  package func unit(with loss: Loss) -> String? {
    switch unit {
    case .none: nil
    case .named(let name): name
    case .ofLoss: loss.unit
    }
  }
}

/// One value of a measure.
package struct MeasuredValue: Sendable, Equatable {
  package var measure: Measure
  /// The block's name, of a measure of single blocks.
  package var layer: String?
  package var value: Double

  package init(_ measure: Measure, layer: String? = nil, _ value: Double) {
    self.measure = measure
    self.layer = layer
    self.value = value
  }
}

/// The values of a measure at all blocks where it is taken, first to last.
package struct LayerValues: Sendable, Equatable {
  package let measure: Measure
  /// The blocks' names.
  package let layers: [String]
  /// One for each of ``layers``; empty in steps in which it is not taken.
  package internal(set) var values: [Double] = []
}
