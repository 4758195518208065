/// What runs are gathered by in a summary.
///
///     method      config.optimizer.learning_rate      tag.who
package enum SummaryKey: Sendable, Equatable {
  /// A column of the job: one of ``columns``.
  case column(String)
  /// A key of the config by its path with dots.
  case config(String)
  case tag(String)

  /// The columns, and where each is found.
  static let columns = [
    "experiment": "experiments.name", "method": "jobs.method", "network": "jobs.network",
    "dataset": "jobs.dataset", "job": "jobs.id", "name": "jobs.name",
  ]

  /// - Returns: nil for a text that is none.
  package init?(_ text: String) {
    if Self.columns[text] != nil {
      self = .column(text)
    } else if let path = text.wholeMatch(of: /config\.([a-z0-9_]+(?:\.[a-z0-9_]+)*)/) {
      self = .config(String(path.1))
    } else if text.unicodeScalars.starts(with: "tag.".unicodeScalars), text.unicodeScalars.count > 4 {
      // Whatever it is made of: dots, commas, an accent that would join the dot.
      self = .tag(String(text.unicodeScalars.dropFirst(4)))
    } else {
      return nil
    }
  }

  /// The names of columns, in a fixed order.
  package static var columnNames: [String] { columns.keys.sorted() }

  /// As it was asked for.
  package var text: String {
    switch self {
    case .column(let name): name
    case .config(let path): "config." + path
    case .tag(let key): "tag." + key
    }
  }
}
