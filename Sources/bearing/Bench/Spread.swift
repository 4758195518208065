import Foundation

/// What several measurements of one thing came to.
struct Spread: Codable, Equatable {
  /// The middle one; the mean of the middle two of an even number.
  var median: Double
  var min: Double
  var max: Double
  /// Every measurement, in the order in which they were taken.
  var blocks: [Double]

  /// - Precondition: at least one measurement.
  init(_ blocks: [Double]) {
    precondition(!blocks.isEmpty, "a spread needs a measurement")
    let sorted = blocks.sorted()
    let middle = sorted.count / 2
    median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    min = sorted[0]
    max = sorted[sorted.count - 1]
    self.blocks = blocks
  }

  /// `median (min to max)`.
  func text(_ digits: Int) -> String {
    let fixed = { ProgressLine.fixed($0, digits) }
    return "\(fixed(median)) (\(fixed(min)) to \(fixed(max)))"
  }
}
