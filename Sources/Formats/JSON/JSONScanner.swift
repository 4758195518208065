import Foundation

/// Reads JSON text byte by byte, without a tree: a hundred thousand numbers take milliseconds.
///
/// It does not recurse, so no depth of brackets can hurt it: whoever calls it says what comes next.
package struct JSONScanner {
  /// What is wrong at the current place. The caller knows the path.
  package struct Trouble: Error {
    package var expected: String
    package var found: String

    package init(expected: String, found: String) {
      self.expected = expected
      self.found = found
    }
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  /// - Parameter bytes: valid as long as the scanner is used.
  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Goes past a punctuation mark if it is the next thing.
  package mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  /// Goes past `null` if it is the next thing.
  package mutating func takeNull() -> Bool {
    skipBlanks()
    guard bytes[position...].starts(with: "null".utf8) else { return false }
    position += 4
    return true
  }

  /// Whether nothing is left.
  package mutating func isAtEnd() -> Bool {
    skipBlanks()
    return next == nil
  }

  /// The members of an object: `read` is called with each key and reads its value.
  package mutating func object(_ expected: String, _ read: (inout JSONScanner, String) throws -> Void) throws
  {
    guard take("{") else { throw trouble(expected) }
    if take("}") { return }
    repeat {
      let key = try string("a key")
      guard take(":") else { throw trouble("a colon behind \"\(key)\"") }
      try read(&self, key)
    } while take(",")
    guard take("}") else { throw trouble("a comma or }") }
  }

  /// The elements of an array: `read` is called for each and reads it.
  @inline(__always)
  package mutating func array(_ expected: String, _ read: (inout JSONScanner) throws -> Void) throws {
    guard take("[") else { throw trouble(expected) }
    if take("]") { return }
    repeat { try read(&self) } while take(",")
    guard take("]") else { throw trouble("a comma or ]") }
  }

  package mutating func string(_ expected: String) throws -> String {
    skipBlanks()
    let start = position
    guard next == UInt8(ascii: "\"") else { throw trouble(expected) }
    position += 1
    // Nearly every string is plain.
    while let byte = next, byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      position += 1
    }
    if next == UInt8(ascii: "\"") {
      position += 1
      return String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self)
    }
    while let byte = next, byte != UInt8(ascii: "\"") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
    guard next != nil else {
      position = min(start, bytes.count)
      throw trouble("a string that ends")
    }
    position += 1
    // Escapes and UTF-8 are a matter for a real parser, and strings are short and few.
    guard let value = try? JSONValue(parsing: Data(bytes[start..<position])).string else {
      position = start
      throw trouble("a string of UTF-8 and known escapes")
    }
    return value
  }

  /// Whether a string is the next thing.
  package mutating func isAtString() -> Bool {
    skipBlanks()
    return next == UInt8(ascii: "\"")
  }

  /// Goes past a value of any kind, which need not be right in itself.
  package mutating func skipValue() throws {
    skipBlanks()
    var depth = 0
    repeat {
      skipBlanks()
      switch next {
      case UInt8(ascii: "\""): _ = try string("a string")
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { throw trouble("a value") }
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw trouble("a value") }
        position += 1
      case nil: throw trouble("a value")
      default:
        while let byte = next, !",:]}{[\" \n\r\t".utf8.contains(byte) { position += 1 }
      }
    } while depth > 0
  }

  /// A whole number. JSON has one kind of number: `7.0` and `7e0` are 7, and what comes out of a float looks like
  /// that.
  package mutating func integer() throws -> Int {
    skipBlanks()
    let start = position
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var value = 0
    let first = position
    while let digit = digit() { value = value &* 10 &+ Int(digit) }
    let count = position - first
    let isOther = next == UInt8(ascii: ".") || next == UInt8(ascii: "e") || next == UInt8(ascii: "E")
    if isOther, count > 0 {
      position = start
      // From 2^53 on, what was written may be another number than its double.
      if let number = try? numberOrNull(), let whole = Int(exactly: number),
        abs(number) < 0x1p53 || count <= 18 && value.magnitude == whole.magnitude
      {
        return whole
      }
    }
    guard (1...18).contains(count), count == 1 || bytes[first] != UInt8(ascii: "0"), !isOther else {
      position = start
      throw trouble("an integer")
    }
    return isNegative ? -value : value
  }

  /// The double nearest to the number that is written; NaN for `null`.
  package mutating func numberOrNull() throws -> Double {
    if takeNull() { return .nan }
    let start = position
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var number = ScannedDecimal()
    let first = position
    while let digit = digit() { number.add(digit, isFraction: false) }
    let whole = position - first
    var isNumber = whole == 1 || whole > 1 && bytes[first] != UInt8(ascii: "0")
    if next == UInt8(ascii: ".") {
      position += 1
      let begin = position
      while let digit = digit() { number.add(digit, isFraction: true) }
      isNumber = isNumber && position > begin
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isNumber = try exponent(of: &number) && isNumber
    }
    guard isNumber else {
      position = start
      throw trouble("a number or null")
    }
    let exact = number.exact ?? Double(String(decoding: bytes[first..<position], as: UTF8.self))
    guard let value = exact, value.isFinite else {
      position = start
      throw trouble("a number up to 1.8e308 in size, or null")
    }
    return isNegative ? -value : value
  }

  private mutating func digit() -> UInt8? {
    guard let byte = next, byte &- 48 < 10 else { return nil }
    position += 1
    return byte &- 48
  }

  /// Goes past an exponent; false if it has no digits.
  private mutating func exponent(of number: inout ScannedDecimal) throws -> Bool {
    position += 1
    let isNegative = next == UInt8(ascii: "-")
    if isNegative || next == UInt8(ascii: "+") { position += 1 }
    let begin = position
    var exponent = 0
    while let digit = digit() { exponent = min(exponent * 10 + Int(digit), 100_000) }
    number.exponent += isNegative ? -exponent : exponent
    return position > begin
  }

  /// What is wrong here: something else, of which the first characters are told.
  package func trouble(_ expected: String) -> Trouble {
    let rest = bytes[min(position, bytes.count)...]
    let stops = ",]} \n\r\t".utf8
    let length = max(1, rest.prefix(24).firstIndex { stops.contains($0) }.map { $0 - position } ?? 24)
    let text = String(decoding: rest.prefix(length), as: UTF8.self)
    return Trouble(expected: expected, found: rest.isEmpty ? "the end of the text" : text)
  }
}
