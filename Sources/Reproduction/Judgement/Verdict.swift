import Statistics

/// How our mean stands to the one that the paper prints.
package enum Verdict: Sendable, Equatable {
  case agrees
  case differs
  /// Ours is another experiment than the paper's, and in what.
  case notComparable([String])

  /// Percentage points that two means may be apart and still agree, however sure the difference is.
  static let tolerance = 0.5

  /// The rule, as reports print it.
  package static let rule =
    "agrees: Welch's 95 % interval of the difference (ours less the paper's) contains 0, or the difference is at most 0.5"
    + " percentage points; what the paper prints behind ± is taken for the standard deviation over its trials. differs:"
    + " neither. not comparable: ours is another experiment than the paper's, and no shorter one is ever called"
    + " reproduced."

  /// - Parameters:
  ///   - ours: in per cent.
  ///   - paper: in per cent.
  ///   - shortfall: in what ours is another experiment; see ``StudyPlan/shortfall(runs:)``.
  package init(_ ours: Moments, paper: Moments, shortfall: [String]) {
    guard shortfall.isEmpty else {
      self = .notComparable(shortfall)
      return
    }
    let isWithin = WelchTest(ours, paper)?.interval.contains(0) ?? false
    // A hair more than the bound: 91.7 less 91.2 is not quite 0.5 in binary.
    self = isWithin || abs(ours.mean - paper.mean) <= Self.tolerance + 1e-9 ? .agrees : .differs
  }

  package var text: String {
    switch self {
    case .agrees: "agrees"
    case .differs: "differs"
    case .notComparable(let words): "not comparable: " + words.joined(separator: ", ")
    }
  }
}
