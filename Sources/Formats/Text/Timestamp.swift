import Foundation

/// Times as people read them in tables and JSON: ISO 8601, UTC, milliseconds, such as `2025-11-23T20:08:00.123Z`.
package enum Timestamp {
  /// A time in whole milliseconds.
  ///
  /// - Parameter seconds: since 1970, UTC; rounded to the nearest.
  package static func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1_000).rounded()) }

  /// The text of a time.
  ///
  /// - Parameter seconds: since 1970, UTC; rounded to the nearest millisecond.
  package static func text(_ seconds: Double) -> String {
    let milliseconds = milliseconds(seconds)
    var time = time_t(milliseconds.flooredQuotient(by: 1_000))
    let fraction = milliseconds - Int(time) * 1_000
    var parts = tm()
    gmtime_r(&time, &parts)
    let day =
      "\(pad(Int(parts.tm_year) + 1900, 4))-\(pad(Int(parts.tm_mon) + 1, 2))-\(pad(Int(parts.tm_mday), 2))"
    let clock = "\(pad(Int(parts.tm_hour), 2)):\(pad(Int(parts.tm_min), 2)):\(pad(Int(parts.tm_sec), 2))"
    return "\(day)T\(clock).\(pad(fraction, 3))Z"
  }

  /// The time of a text that ``text(_:)`` wrote, in seconds since 1970; nil for any other text.
  package static func seconds(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, bytes[10] == UInt8(ascii: "T"), bytes[23] == UInt8(ascii: "Z") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int32? {
      bytes[range].allSatisfy { (48...57).contains($0) }
        ? bytes[range].reduce(0) { $0 * 10 + Int32($1) - 48 } : nil
    }
    guard
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let millisecond = number(20..<23)
    else { return nil }
    var parts = tm()
    parts.tm_year = year - 1900
    parts.tm_mon = month - 1
    parts.tm_mday = day
    parts.tm_hour = hour
    parts.tm_min = minute
    parts.tm_sec = second
    return Double(Int(timegm(&parts)) * 1_000 + Int(millisecond)) / 1_000
  }

  private static func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int {
  /// The quotient rounded down, so that the remainder is never negative: -1 by 1,000 is -1.
  fileprivate func flooredQuotient(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
