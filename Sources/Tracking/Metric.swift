/// A named quantity, per layer where it has one: `loss`, `accuracy`, `angle` of `fc1`, ...
package struct Metric: Sendable, Hashable {
  /// Lower-case words with underscores: `test_accuracy`.
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
  /// Iteration, from 1. A per-epoch value carries the epoch's last iteration.
  package var step: Int
  /// NaN is kept (as NULL) and shown as a mark, never as 0.
  package var value: Double

  package init(series: Int64, step: Int, value: Double) {
    self.series = series
    self.step = step
    self.value = value
  }
}

/// What a metric that comes from outside may be called: what people type into queries and addresses.
extension Metric {
  /// The longest name, layer and unit, in characters.
  package static var longestName: Int { 64 }

  /// Whether `name` is lower-case words with underscores, at most 64 characters: `test_accuracy`.
  package static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, ("a"..."z").contains(first) else { return false }
    return name.utf8.count <= longestName
      && name.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
      }
  }

  /// The name nearest to a text that is none: `Loss/Train` gives `loss_train`. Nil when no letter is left.
  package static func nearestName(to text: String) -> String? {
    let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = String(words.joined(separator: "_").drop { !$0.isLetter }.prefix(longestName))
    return isName(name) ? name : nil
  }

  /// Whether `layer` is 1 to 64 letters, digits, dots, hyphens and underscores: `fc1`, `layer1.0.conv2`.
  package static func isLayer(_ layer: String) -> Bool {
    (1...longestName).contains(layer.utf8.count)
      && layer.unicodeScalars.allSatisfy {
        $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)
          || ".-_".unicodeScalars.contains($0)
      }
  }

  /// Whether `unit` is 1 to 64 characters that can be printed: `nats`, `1/s`, `°C`.
  package static func isUnit(_ unit: String) -> Bool {
    (1...longestName).contains(unit.count)
      && unit.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
  }
}

extension Point {
  /// Steps that a point may have: all integers that JSON's numbers hold exactly.
  package static var steps: ClosedRange<Int> { 1...(1 << 53) }
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
