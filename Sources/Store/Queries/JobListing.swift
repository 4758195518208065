import Tracking

/// A job as a row of a table: what people compare many of them by.
package struct JobListing: Sendable, Equatable, Identifiable {
  package var job: Job
  package var experimentID: Int64
  /// Samples of a step; nil where its config says nothing.
  package var batchSize: Int?
  /// What the last values and the best ones of the metric come to; nil for the runs that have none.
  package var last: Double?
  package var best: Double?
  /// The first run's metric in few points, NaN where it has no number.
  package var spark: [Double]
  /// Training speed of the last run that has one, in samples a second.
  package var speed: Double?
  /// Of the keys of the config that were asked for, as the stored JSON has them, strings without quotes; nil where there is no
  /// such key.
  package var values: [String: String?]

  package var id: Int64 { job.id }

  /// Seconds under training of all runs; nil where nobody has measured any.
  package var seconds: Double? {
    let seconds = job.runs.compactMap(\.seconds)
    return seconds.isEmpty ? nil : seconds.reduce(0, +)
  }
}

/// How jobs are listed as rows, and what of.
package struct ListingOrder: Sendable, Equatable {
  package var sort: Sort
  package var isDescending: Bool

  package init(_ sort: Sort = .id, isDescending: Bool = true) {
    self.sort = sort
    self.isDescending = isDescending
  }

  /// What jobs are sorted by; those without a value come last, whatever the direction.
  package enum Sort: Sendable, Equatable {
    case column(Column)
    case config(ConfigPath)

    package static let id = Sort.column(.id)

    /// - Parameter text: a column's name, or `config.` and a path.
    /// - Returns: nil for a text that is none.
    package init?(_ text: String) {
      if let column = Column(rawValue: text) {
        self = .column(column)
      } else if text.hasPrefix("config."), let path = ConfigPath(String(text.dropFirst("config.".count))) {
        self = .config(path)
      } else {
        return nil
      }
    }
  }

  package enum Column: String, Sendable, CaseIterable {
    case id, name, experiment, method, network, dataset, status, progress, created, started, duration, last,
      best
  }
}

/// The metric that rows show.
package struct ListedMetric: Sendable, Equatable {
  package var name: String
  /// Whether the least value is the best one.
  package var isLowBest: Bool
  /// Its name where runs tell how fast they are trained.
  package var speed: String

  package init(_ name: String, isLowBest: Bool = false, speed: String = "samples_per_second") {
    self.name = name
    self.isLowBest = isLowBest
    self.speed = speed
  }
}
