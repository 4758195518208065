import Statistics

/// Something that the paper says of two quantities, one to be greater than the other, and how our numbers stand to it.
package struct Claim: Sendable, Equatable {
  package enum Standing: String, Sendable {
    /// The 95 % interval of the difference is above 0.
    case holds
    /// It is below 0.
    case fails
    /// It contains 0.
    case open
    /// Only the sign of the difference is known: there are too few trials for an interval.
    case holdsOnce = "holds in one trial"
    case failsOnce = "fails in one trial"
    /// Without numbers of both.
    case unknown = "not run"
  }

  /// `BP > DKP`.
  package let text: String
  /// Greater less smaller, as the paper says; nil where it is not known.
  package let difference: Double?
  /// 95 %; nil where there are too few trials.
  package let interval: ClosedRange<Double>?

  package init(_ text: String, difference: Double?, interval: ClosedRange<Double>?) {
    self.text = text
    self.difference = difference
    self.interval = interval
  }

  /// Of two samples that were drawn apart: Welch's interval.
  package init(_ text: String, greater: Moments?, smaller: Moments?) {
    self.text = text
    difference = if let greater, let smaller { greater.mean - smaller.mean } else { nil }
    interval = if let greater, let smaller { WelchTest(greater, smaller)?.interval } else { nil }
  }

  /// Of pairs of equal seeds.
  ///
  /// - Parameter differences: greater less smaller.
  package init(_ text: String, pairs differences: Moments?) {
    self.text = text
    difference = differences?.mean
    interval = differences.flatMap { PairedTest($0)?.interval }
  }

  package var standing: Standing {
    guard let difference else { return .unknown }
    guard let interval else { return difference > 0 ? .holdsOnce : .failsOnce }
    if interval.lowerBound > 0 { return .holds }
    return interval.upperBound < 0 ? .fails : .open
  }

  /// Whether our mean says so, however sure that is; nil where it is not known.
  package var isSeen: Bool? { difference.map { $0 > 0 } }
}
