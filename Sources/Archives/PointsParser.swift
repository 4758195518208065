import Formats
import Foundation
import Tracking

/// Reads the `points.csv` of a run piece by piece against the series that `job.json` says there are: a line for each point,
/// series after series, steps rising, and times among those of one step.
///
///     metric,layer,step,value,at
///     loss,,1,2.302585092994046,1795960855233
///     angle,fc1,1,,
struct PointsParser {
  static let header = "metric,layer,step,value,at\n"
  /// Of archives without times.
  private static let plainHeader = "metric,layer,step,value\n"

  /// A point of a series; its time in milliseconds since 1970, if it has one.
  typealias Entry = (step: Int, value: Double, at: Int?)

  /// Why a line is not what has to stand there.
  struct Trouble: Error {
    var line: Int
    var expected: String
    var found: String
  }

  /// A series' points are given on when there are so many.
  static let points = 1 << 15
  /// The longest line of ours has some 1,200 bytes: a name of 250 characters with four each.
  private static let longestLine = 2_048

  private let series: [JobDocument.Series]
  private let leads: [[UInt8]]
  /// The series under way, and its points so far.
  private var index = 0
  private var count = 0
  private var last: (step: Int, at: Int)?
  private var hasTimes = true
  private var line = 0
  /// The beginning of a line whose end has not come yet.
  private var rest: [UInt8] = []
  private var waiting: [Entry] = []

  init(_ series: [JobDocument.Series]) {
    self.series = series
    leads = series.map { CSVSeries(of: $0.metric).lead }
  }

  /// Reads more bytes.
  ///
  /// - Parameter take: given points of the series at an index, in order.
  /// - Throws: ``Trouble``, or what `take` throws.
  mutating func add(
    _ bytes: UnsafeRawBufferPointer, _ take: (Int, [Entry]) throws -> Void
  ) throws {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if rest.count + end - start > Self.longestLine {
        throw Trouble(
          line: line + 1, expected: "a line of at most \(Self.longestLine) bytes", found: "a longer one")
      }
      if end == bytes.count {
        rest += bytes[start...]
        return
      }
      if rest.isEmpty {
        try read(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), take)
      } else {
        rest += bytes[start..<end]
        let whole = rest
        try whole.withUnsafeBytes { try read($0, take) }
        rest.removeAll(keepingCapacity: true)
      }
      start = end + 1
    }
  }

  /// The end of the file: gives the last points on.
  mutating func finish(_ take: (Int, [Entry]) throws -> Void) throws {
    guard rest.isEmpty, line > 0 else { throw trouble("a whole line", found: "the end of the file") }
    while index < series.count { try closeSeries(take) }
  }

  private mutating func read(
    _ text: UnsafeRawBufferPointer, _ take: (Int, [Entry]) throws -> Void
  ) throws {
    line += 1
    if line == 1 {
      let header = String(decoding: text, as: UTF8.self) + "\n"
      guard header == Self.header || header == Self.plainHeader else {
        throw trouble("\"\(Self.header.dropLast())\"", text)
      }
      hasTimes = header == Self.header
      return
    }
    while index < series.count, !text.starts(with: leads[index]) { try closeSeries(take) }
    guard index < series.count else { throw trouble("a point of a series of job.json, in its order", text) }
    let fields = text[leads[index].count...]
    guard let comma = fields.firstIndex(of: UInt8(ascii: ",")), let step = Self.step(fields[..<comma]) else {
      throw trouble("a step from -2^53 to 2^53", text)
    }
    var rest = fields[(comma + 1)...]
    var at: Int?
    if hasTimes {
      guard let comma = rest.lastIndex(of: UInt8(ascii: ",")) else {
        throw trouble("a time behind the value, or nothing", text)
      }
      let digits = rest[(comma + 1)...]
      at = Self.step(digits)
      guard digits.isEmpty || at.map({ $0 >= 0 }) == true else {
        throw trouble("milliseconds since 1970 behind the value, or nothing", text)
      }
      rest = rest[..<comma]
    }
    if let last, step < last.step || step == last.step && (at ?? -1) < last.at {
      throw trouble("a step above \(last.step), or the same at a later time", text)
    }
    guard let value = Self.value(rest) else {
      throw trouble("a finite number or nothing", text)
    }
    // Of two points without a time at one step one would be lost.
    last = (step, at ?? .max)
    count += 1
    waiting.append((step, value, at))
    if waiting.count == Self.points { try give(take) }
  }

  private mutating func give(_ take: (Int, [Entry]) throws -> Void) throws {
    if !waiting.isEmpty { try take(index, waiting) }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Goes on to the next series.
  private mutating func closeSeries(_ take: (Int, [Entry]) throws -> Void) throws {
    guard count == series[index].points else {
      let metric = series[index].metric
      throw trouble(
        "\(series[index].points) points of \(metric.name)\(metric.layer.map { " of \($0)" } ?? "")",
        found: "\(count)")
    }
    try give(take)
    index += 1
    (count, last) = (0, nil)
  }

  private static func step(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
    let isNegative = digits.first == UInt8(ascii: "-")
    let digits = isNegative ? digits.dropFirst() : digits
    guard (1...16).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    let size = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    let step = isNegative ? -size : size
    return Point.steps.contains(step) ? step : nil
  }

  /// A decimal number; NaN for nothing. Words such as `nan` and numbers that are too large are none.
  private static func value(_ text: Slice<UnsafeRawBufferPointer>) -> Double? {
    if text.isEmpty { return .nan }
    guard text.count <= 32, let first = text.first, first == UInt8(ascii: "-") || (48...57).contains(first),
      text.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }),
      let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }

  private func trouble(_ expected: String, _ text: UnsafeRawBufferPointer) -> Trouble {
    trouble(expected, found: "\"\(String(decoding: text.prefix(80), as: UTF8.self))\"")
  }

  private func trouble(_ expected: String, found: String) -> Trouble {
    Trouble(line: line, expected: expected, found: found)
  }
}

extension CSVSeries {
  /// The lines of a series in an archive.
  init(of metric: Metric) { self.init([metric.name, metric.layer ?? ""]) }
}
