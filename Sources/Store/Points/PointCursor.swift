/// How far somebody has read: the place from which ``Store/points(runs:names:after:maxPoints:)`` goes on.
package enum PointCursor: Sendable, Equatable {
  /// Every series has been read up to this step.
  case step(Int)
  /// These series have been read up to these steps, every other one not at all. Ascending, without overlaps. Of what
  /// changed at steps that were read, everything up to the change of this number is known.
  case positions([Position], change: Int = 0)

  /// Nothing has been read: steps may be negative.
  package static let start = PointCursor.step(.min)

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
  ///   - steps: last step read by series id; the least integer where nothing was read.
  ///   - change: the last change that is known; 0 for none.
  package init(_ steps: [Int64: Int], change: Int = 0) {
    var positions: [Position] = []
    for (series, step) in steps.sorted(by: { $0.key < $1.key }) where step > .min {
      if let last = positions.last, last.step == step, last.series.upperBound + 1 == series {
        positions[positions.count - 1].series = last.series.lowerBound...series
      } else {
        positions.append(Position(series: series...series, step: step))
      }
    }
    self = positions.isEmpty ? .start : .positions(positions, change: change)
  }

  /// The last step read of a series, the least integer where nothing was. O(log n).
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
      return low < positions.count && positions[low].series.contains(series) ? positions[low].step : .min
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

/// The cursor in a URL: a plain step, or groups of series that were read up to the same step.
///
///     0                          nothing yet
///     1200                       every series up to step 1200
///     5000_12-17_20.1200_18-19   series 12 to 17 and 20 up to step 5000, series 18 and 19 up to 1200
///     c31.5000_12-17             the same of 12 to 17, and what changed among those steps up to change 31
extension PointCursor {
  /// - Throws: ``StoreError/badCursor(_:expected:)``.
  package init(_ text: String) throws {
    if let step = Self.step(Substring(text)) {
      self = step == 0 ? .start : .step(step)
      return
    }
    var groups = text.split(separator: ".", omittingEmptySubsequences: false)[...]
    var change = 0
    if let first = groups.first, first.first == "c" {
      guard let number = Self.number(first.dropFirst()), number > 0 else { throw Self.unreadable(text) }
      change = number
      groups = groups.dropFirst()
    }
    let positions = try groups.flatMap { try Self.group($0, of: text) }
      .sorted { $0.series.lowerBound < $1.series.lowerBound }
    for (position, next) in zip(positions, positions.dropFirst())
    where position.series.upperBound >= next.series.lowerBound {
      throw Self.unreadable(text)
    }
    guard !positions.isEmpty else { throw Self.unreadable(text) }
    self = .positions(positions, change: change)
  }

  /// Letters of a URL that need no escaping: digits, `c`, `-`, `_` and `.`.
  package var text: String {
    switch self {
    // A plain 0 has always been the start, which is before the negative steps now; from=1 asks for those above 0.
    case .step(let step): return step == .min ? "0" : String(step)
    case .positions(let positions, let change):
      var groups: [(step: Int, series: [String])] = []
      var places: [Int: Int] = [:]
      for position in positions {
        let (first, last) = (position.series.lowerBound, position.series.upperBound)
        let range = first == last ? "\(first)" : "\(first)-\(last)"
        if let place = places[position.step] {
          groups[place].series.append(range)
        } else {
          places[position.step] = groups.count
          groups.append((position.step, [range]))
        }
      }
      let known = change > 0 ? ["c\(change)"] : []
      return (known + groups.map { "\($0.step)_" + $0.series.joined(separator: "_") }).joined(separator: ".")
    }
  }

  /// Reads one group: a step, then one or more series or ranges of series.
  private static func group(_ group: Substring, of text: String) throws -> [Position] {
    let parts = group.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count > 1, let step = step(parts[0]) else { throw unreadable(text) }
    return try parts.dropFirst().map { part in
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(number)
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
        throw unreadable(text)
      }
      return Position(series: Int64(first)...Int64(last), step: step)
    }
  }

  /// Digits, behind a minus for a step below 0.
  private static func step(_ text: Substring) -> Int? {
    guard text.first == "-" else { return number(text) }
    return number(text.dropFirst()).map { -$0 }
  }

  /// Digits alone, at most 18 of them so that no arithmetic on them overflows.
  private static func number(_ text: Substring) -> Int? {
    text.utf8.count <= 18 && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }

  private static func unreadable(_ text: String) -> StoreError {
    .badCursor(
      text.count > 60 ? text.prefix(60) + "..." : text,
      expected: "a step such as 1200, or the \"next\" of an earlier answer such as 5000_12-17.1200_18-24")
  }
}
