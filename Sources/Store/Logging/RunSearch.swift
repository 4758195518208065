import Tracking

/// Which runs a tracking client looks for, and in which order.
package struct RunSearch: Sendable, Equatable {
  /// What of a run is compared, or ordered by.
  package enum Subject: Sendable, Equatable {
    /// The latest value of a metric, by its key.
    case metric(String)
    case param(String)
    case tag(String)
    case attribute(Attribute)
    case dataset(DatasetField)
  }

  package enum Attribute: Sendable, Equatable, CaseIterable {
    /// The run's number, in 32 digits.
    case id
    case name, status, user
    /// Where its artifacts are.
    case artifacts
    /// Milliseconds since 1970.
    case start, end
  }

  package enum DatasetField: String, Sendable, CaseIterable {
    case name, digest, context
  }

  package struct Condition: Sendable, Equatable {
    package var subject: Subject
    package var comparison: Comparison

    package init(_ subject: Subject, _ comparison: Comparison) {
      self.subject = subject
      self.comparison = comparison
    }
  }

  package struct Order: Sendable, Equatable {
    package var subject: Subject
    package var isDescending: Bool

    package init(_ subject: Subject, isDescending: Bool) {
      self.subject = subject
      self.isDescending = isDescending
    }
  }

  /// Of these experiments alone.
  package var experiments: [Int64]
  /// All have to hold.
  package var conditions: [Condition]
  /// Behind them the newest start first, then the lower id.
  package var orders: [Order]
  package var lifecycle: Lifecycle

  package init(
    experiments: [Int64], conditions: [Condition] = [], orders: [Order] = [], lifecycle: Lifecycle = .active
  ) {
    self.experiments = experiments
    self.conditions = conditions
    self.orders = orders
    self.lifecycle = lifecycle
  }

  /// The tag that a run's name is.
  package static let nameTag = "mlflow.runName"

  /// A run's number as tracking clients know it: 32 digits, where they expect as many hexadecimal ones.
  package static func text(ofRun id: Int64) -> String {
    let digits = String(id)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// The number of such a text; nil for another one.
  package static func run(_ text: String) -> Int64? {
    text.utf8.count == 32 && text.utf8.allSatisfy { (48...57).contains($0) } ? Int64(text) : nil
  }

  /// What tracking clients call a status. A run that waits to be resumed is as good as planned.
  package static func word(for status: Status) -> String {
    switch status {
    case .queued, .interrupted: "SCHEDULED"
    case .running: "RUNNING"
    case .succeeded: "FINISHED"
    case .failed: "FAILED"
    case .cancelled: "KILLED"
    }
  }
}
