import Dispatch
import Learning

/// The epoch under way: its sums, weighted by samples, so that the left-over batch counts for what it is, and its speed.
struct EpochTotals {
  private(set) var sums: Measurements
  /// Samples before this process took the epoch up: their time is not known.
  private let earlier: Int
  private let start = DispatchTime.now().uptimeNanoseconds

  /// - Parameter sums: of the part of the epoch that lies behind.
  init(_ sums: Measurements = Measurements()) {
    self.sums = sums
    earlier = sums.samples
  }

  mutating func add(_ batch: Measurements) { sums += batch }

  /// Of the samples that this process has trained on.
  var samplesPerSecond: Double {
    Double(sums.samples - earlier) / (Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
  }
}
