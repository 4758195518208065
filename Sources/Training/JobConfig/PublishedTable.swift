/// What a table of the paper prints: the accuracy of each method on each dataset.
///
/// - Source: "Learning the connections in Direct Feedback Alignment", OpenReview zgGmAx9ZcY (ICLR 2021 submission), Tables
///   1 and 2. The pages have the same numbers (`web-static/js/math/published.js`); a test compares the two.
package struct PublishedTable: Sendable {
  /// A mean and what stands behind its "±", which the paper does not explain: taken for the standard deviation over the
  /// trials.
  package struct Figure: Sendable, Equatable {
    /// Per cent, with the digits that the paper has.
    package let text: String
    /// Per cent.
    package let mean: Double
    /// Percentage points.
    package let deviation: Double

    /// - Parameter text: `91.66 ± 0.27`.
    init(_ text: String) {
      let parts = text.split(separator: " ± ").compactMap { Double($0) }
      precondition(parts.count == 2, "not a mean and a spread: \(text)")
      self.text = text
      (mean, deviation) = (parts[0], parts[1])
    }
  }

  /// One method on one dataset.
  package struct Row: Sendable, Equatable {
    package let test: Figure
    package let train: Figure
  }

  /// One dataset's column.
  package struct Column: Sendable {
    /// By method.
    package let rows: [String: Row]
    /// Groups of methods, best first, of which each is told from the next by the printed numbers themselves: Welch's t of
    /// any two neighbours' methods is at least 4. Methods that the table does not separate from their neighbours are left
    /// out.
    package let tiers: [[String]]
  }

  package let title: String
  package let network: String
  package let epochs: Int
  package let trials: Int
  /// By dataset.
  package let columns: [String: Column]

  package static let all = [table1, table2]

  package static let table1 = PublishedTable(
    title: "Table 1", network: "conv2", epochs: 50, trials: 10,
    columns: [
      "fashion-mnist": Column(
        [
          "bp-fc-only": ("91.33 ± 0.18", "99.97 ± 0.02"), "bp": ("92.18 ± 0.13", "100.00 ± 0.00"),
          "kp": ("91.25 ± 0.18", "99.47 ± 0.14"), "fa": ("91.12 ± 0.39", "99.41 ± 0.26"),
          "drtp": ("89.58 ± 0.05", "94.86 ± 0.02"), "dfa": ("91.54 ± 0.14", "99.88 ± 0.05"),
          "dkp": ("91.66 ± 0.27", "99.89 ± 0.06"),
        ], tiers: [["bp"], ["dkp", "dfa", "bp-fc-only", "kp", "fa"], ["drtp"]]),
      "cifar10": Column(
        [
          "bp-fc-only": ("60.01 ± 1.32", "99.34 ± 0.63"), "bp": ("70.70 ± 0.96", "99.82 ± 0.49"),
          "kp": ("70.08 ± 0.37", "99.98 ± 0.01"), "fa": ("60.45 ± 1.13", "95.36 ± 1.46"),
          "drtp": ("55.32 ± 6.14", "72.90 ± 0.08"), "dfa": ("62.70 ± 0.36", "97.72 ± 1.24"),
          "dkp": ("64.69 ± 0.72", "99.09 ± 0.29"),
        ], tiers: [["bp", "kp"], ["dkp"], ["dfa"], ["fa", "bp-fc-only"]]),
    ])

  /// Training accuracies below test accuracies: they are measured on augmented pictures, with dropout.
  package static let table2 = PublishedTable(
    title: "Table 2", network: "alexnet", epochs: 90, trials: 10,
    columns: [
      "cifar100": Column(
        [
          "bp-fc-only": ("47.72 ± 0.73", "39.03 ± 0.32"), "bp": ("65.88 ± 1.02", "64.09 ± 0.39"),
          "kp": ("66.78 ± 0.47", "67.70 ± 1.88"), "fa": ("19.49 ± 0.97", "12.90 ± 0.80"),
          "drtp": ("5.84 ± 0.65", "5.49 ± 0.19"), "dfa": ("48.03 ± 0.61", "35.18 ± 0.43"),
          "dkp": ("52.62 ± 0.48", "45.17 ± 0.43"),
        ], tiers: [["kp", "bp"], ["dkp"], ["dfa", "bp-fc-only"], ["fa"], ["drtp"]]),
      "tiny-imagenet": Column(
        [
          "bp-fc-only": ("29.78 ± 0.45", "24.89 ± 0.24"), "bp": ("49.53 ± 0.61", "49.25 ± 0.31"),
          "kp": ("51.36 ± 1.50", "60.44 ± 1.94"), "fa": ("9.98 ± 1.44", "7.12 ± 0.83"),
          "drtp": ("2.86 ± 0.59", "2.86 ± 0.26"), "dfa": ("32.116 ± 0.66", "24.75 ± 0.36"),
          "dkp": ("35.78 ± 1.92", "35.97 ± 0.37"),
        ], tiers: [["kp", "bp"], ["dkp"], ["dfa"], ["bp-fc-only"], ["fa"], ["drtp"]]),
    ])

  /// What the table prints of a method on a dataset; nil where it prints nothing.
  package func row(_ method: String, on dataset: String) -> Row? { columns[dataset]?.rows[method] }
}

extension PublishedTable.Column {
  /// - Parameter printed: test and train, by method.
  fileprivate init(_ printed: [String: (test: String, train: String)], tiers: [[String]]) {
    rows = printed.mapValues { PublishedTable.Row(test: .init($0.test), train: .init($0.train)) }
    self.tiers = tiers
  }
}
