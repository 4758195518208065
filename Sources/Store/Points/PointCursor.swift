/// How far somebody has read: the place from which ``Store/points(runs:names:after:maxPoints:)`` goes on.
package enum PointCursor: Sendable, Equatable {
  /// Every series has been read up to this step; 0 is the start.
  case step(Int)
  /// These series have been read up to these steps, every other one not at all. Ascending, without overlaps. Of what
  /// changed at steps that were read, everything up to the change of this number is known.
  case positions([Position], change: Int = 0)

  /// Series with neighbouring ids that have been read up to the same step.
  package struct Position: Sendable, Equatable {
    package var series: ClosedRange<Int64>
    package var step: Int

    package init(series: ClosedRange<Int64>, step: Int) {
      self.series = series
      self.step = step
    }
  }

  /// The cursor of exact steps of single series. O(n log n).
  ///
  /// - Parameters:
  ///   - steps: last step read by series id; 0 where nothing was read.
  ///   - change: the last change that is known; 0 for none.
  package init(_ steps: [Int64: Int], change: Int = 0) {
    var positions: [Position] = []
    for (series, step) in steps.sorted(by: { $0.key < $1.key }) where step > 0 {
      if let last = positions.last, last.step == step, last.series.upperBound + 1 == series {
        positions[positions.count - 1].series = last.series.lowerBound...series
      } else {
        positions.append(Position(series: series...series, step: step))
      }
    }
    self = positions.isEmpty ? .step(0) : .positions(positions, change: change)
  }

  /// The last step read of a series. O(log n).
  package func step(of series: Int64) -> Int {
    switch self {
    case .step(let step): return step
    case .positions(let positions, _):
      var low = 0
      var high = positions.count
      while low < high {
        let middle = (low + high) / 2
        if positions[middle].series.upperBound < series { low = middle + 1 } else { high = middle }
      }
      return low < positions.count && positions[low].series.contains(series) ? positions[low].step : 0
    }
  }

  /// The last change that is known of what was read; nil for a plain step, which knows of none and asks for those to
  /// come.
  package var change: Int? {
    switch self {
    case .step: nil
    case .positions(_, let change): change
    }
  }
}
