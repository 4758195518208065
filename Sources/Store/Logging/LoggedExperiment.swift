/// An experiment as a tracking client sees it.
package struct LoggedExperiment: Sendable, Equatable, Identifiable {
  package var id: Int64
  package var name: String
  /// Where its artifacts are, if its maker said so.
  package var artifactLocation: String?
  package var isDeleted: Bool
  /// Seconds since 1970, UTC.
  package var createdAt: Double
  package var updatedAt: Double
  package var tags: [LoggedText]
}

/// Which experiments a tracking client looks for, and in which order.
package struct ExperimentSearch: Sendable, Equatable {
  package enum Subject: Sendable, Equatable {
    case id, name
    /// Milliseconds since 1970.
    case created, updated
    case tag(String)
  }

  /// All have to hold.
  package var conditions: [(subject: Subject, comparison: Comparison)]
  /// Without any the newest comes first; equal ones with the higher id first.
  package var orders: [(subject: Subject, isDescending: Bool)]
  package var lifecycle: Lifecycle

  package init(
    conditions: [(subject: Subject, comparison: Comparison)] = [],
    orders: [(subject: Subject, isDescending: Bool)] = [], lifecycle: Lifecycle = .active
  ) {
    self.conditions = conditions
    self.orders = orders
    self.lifecycle = lifecycle
  }

  package static func == (a: ExperimentSearch, b: ExperimentSearch) -> Bool {
    a.conditions.elementsEqual(b.conditions, by: ==) && a.orders.elementsEqual(b.orders, by: ==)
      && a.lifecycle == b.lifecycle
  }
}
