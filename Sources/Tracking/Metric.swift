/// A named quantity, per layer where it has one: `loss`, `accuracy`, `angle` of `fc1`, ...
package struct Metric: Sendable, Hashable {
  /// What we measure has lower-case words with underscores, `test_accuracy`; others name as they like, see ``isName(_:)``.
  package var name: String
  /// The block it was measured at, or nil for a quantity of the whole network.
  package var layer: String?
  /// What a value is counted in: `nats`, `fraction`, `degrees`, `1/s`, ...; nil for a bare number.
  package var unit: String?

  package init(_ name: String, layer: String? = nil, unit: String? = nil) {
    self.name = name
    self.layer = layer
    self.unit = unit
  }
}

/// One value of one series.
package struct Point: Sendable, Equatable {
  /// Database id of the series: one metric (and layer) of one run.
  package var series: Int64
  /// Iteration: of what is trained here from 1, of others' runs any of ``steps``. A per-epoch value carries the epoch's last
  /// iteration.
  package var step: Int
  /// NaN is kept (as NULL) and shown as a mark, never as 0.
  package var value: Double
  /// When it was measured, in milliseconds since 1970, as its sender says; nil where nobody does.
  package var at: Int?

  package init(series: Int64, step: Int, value: Double, at: Int? = nil) {
    self.series = series
    self.step = step
    self.value = value
    self.at = at
  }
}

/// What a metric that comes from outside may be called: all that MLflow lets one be called, so that its users need not rename
/// theirs.
extension Metric {
  /// The longest name, in characters.
  package static var longestName: Int { 250 }
  /// The longest layer and unit, in characters.
  package static var longestLayer: Int { 64 }
  /// What ``isName(_:)`` asks for, in words.
  package static let nameRule =
    "letters, digits, spaces and _ - . / :, at most \(longestName) characters, as a path without empty parts, . and .."

  /// Whether `name` is 1 to 250 characters, of ASCII's letters, digits, space and `_ - . / :` alone, any beyond; and, taken for
  /// a path, has no part that is empty, `.` or `..`: `test_accuracy`, `train/loss`, `val loss`. So it may stand in a list with
  /// commas. ``namePattern`` says the same.
  package static func isName(_ name: String) -> Bool {
    guard (1...longestName).contains(name.unicodeScalars.count), name.unicodeScalars.allSatisfy(isOfName)
    else {
      return false
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { !["", ".", ".."].contains($0) }
  }

  /// The name nearest to a text that is none: `loss (train)` gives `loss train`. Nil when nothing is left.
  package static func nearestName(to text: String) -> String? {
    let words = text.unicodeScalars.split { !isOfName($0) || $0 == " " }.map { String($0) }
    let parts = words.joined(separator: " ").split(separator: "/").filter { ![".", ".."].contains($0) }
    let name = String(
      String.UnicodeScalarView(parts.joined(separator: "/").unicodeScalars.prefix(longestName)))
    return isName(name) ? name : nil
  }

  private static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", " ": true
    default: scalar.value > 0x9F
    }
  }

  /// The names as a regular expression, but for their length.
  package static let namePattern = "\(part)(/\(part))*"
  private static let part = "([.]*\(letter)(\(letter)|[.])*|[.]{3,})"
  private static let letter = #"[^\u0000-\u001f!-,./;-@\[-^`{-\u009f]"#

  /// Whether `layer` is 1 to 64 letters, digits, dots, hyphens and underscores: `fc1`, `layer1.0.conv2`.
  package static func isLayer(_ layer: String) -> Bool {
    (1...longestLayer).contains(layer.utf8.count)
      && layer.unicodeScalars.allSatisfy {
        $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)
          || ".-_".unicodeScalars.contains($0)
      }
  }

  /// Whether `unit` is 1 to 64 characters that can be printed: `nats`, `1/s`, `°C`.
  package static func isUnit(_ unit: String) -> Bool {
    (1...longestLayer).contains(unit.count)
      && unit.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
  }
}

extension Point {
  /// Steps that a point may have: all integers that JSON's numbers hold exactly.
  package static var steps: ClosedRange<Int> { -(1 << 53)...(1 << 53) }
  /// When it may have been measured, in milliseconds since 1970: as exactly as JSON's numbers hold.
  package static var times: ClosedRange<Int> { 0...(1 << 53) }
}

/// Where a run's points go. Training writes to this protocol; the store implements it.
package protocol MetricSink: Sendable {
  /// The id of the series of `metric` in `run`, made on first use.
  ///
  /// - Throws: when the run does not exist or the database refuses.
  func series(of metric: Metric, in run: Int64) throws -> Int64

  /// Takes points for writing and returns at once; one writer commits them in batches, in the order given.
  ///
  /// A call never waits for the disk, with one exception: when the backlog has reached its bound the call waits
  /// until there is room, because dropping a point would be losing data.
  ///
  /// Points of a series that is not there any more are left out: its job was deleted. A step that was given before
  /// takes the new value.
  ///
  /// - Parameters:
  ///   - points: values of this run's series. Steps, from 1, that rise within each series are the fast way.
  ///   - step: the run's last finished iteration, committed as its progress in the same transaction.
  func append(_ points: [Point], run: Int64, step: Int)

  /// Waits until everything appended before the call is on disk.
  ///
  /// - Throws: what keeps the points from the disk, for example that it is full: they stay in the backlog and are
  ///   tried again until they are stored. Or the first point that was refused since the last call.
  func flush() throws
}
