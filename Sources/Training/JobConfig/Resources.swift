import Formats
import Tracking

/// What one run may use, and where: `resources` of a config.
package struct Resources: Sendable, Equatable {
  /// Cores that a run computes on; nil for as many as whoever trains it gives.
  package var threads: Int?
  package var place = Place.any
  /// What a scheduler is asked for, in gigabytes; nil for what the run is reckoned to need.
  package var memory: Double?
  /// Of a cluster; nil for its usual one.
  package var partition: String?
  /// In minutes; nil for the cluster's usual one.
  package var timeLimit: Int?

  /// Declares the keys; see ``ConfigReader``.
  static func read(_ config: ConfigReader) -> Resources {
    Resources(
      threads: config.optionalInteger(
        "threads", in: 1...1024, "cores that a run computes on; all that the process has if left out"),
      place: config.choice("where", standard: Place.any, "who may train the runs"),
      memory: config.optionalNumber(
        "memory_gb", in: 0.1...100_000,
        "gigabytes to ask a cluster for; what a run is reckoned to need if left out"),
      partition: partition(config),
      timeLimit: config.optionalInteger(
        "time_limit", in: 1...525_600,
        "minutes to ask a cluster for; a run that is not done then is queued again and goes on"))
  }

  private static func partition(_ config: ConfigReader) -> String? {
    let name = config.optionalText("partition", maxLength: 200, "of the cluster; its usual one if left out")
    if let name, !isPartition(name) {
      config.report(
        "partition", "expected names of partitions with commas between them, found \"\(name)\"",
        expected: "letters, digits and _ . - ,", found: name)
    }
    return name
  }

  /// Whether a scheduler's command can take it for nothing but a name.
  private static func isPartition(_ text: String) -> Bool {
    !text.hasPrefix("-")
      && text.unicodeScalars.allSatisfy {
        switch $0 {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-", ",": true
        default: false
        }
      }
  }
}

extension Place: ConfigChoice {
  package var summary: String {
    switch self {
    case .any: "whoever comes first: this server, a worker on another machine, or a cluster"
    case .here: "this server alone"
    case .slurm: "the Slurm cluster alone"
    }
  }
}
