import Foundation

/// Reads JSON text (RFC 8259) into a tree, in time that grows with its length alone, however deep it is.
struct JSONParser {
  /// Brackets within brackets at most: reading recurses.
  static let deepest = 512

  /// Why the text is not JSON, and where.
  struct Trouble: Error {
    var message: String
  }

  /// What a letter behind a backslash stands for.
  private static let escapes: [UInt8: Unicode.Scalar] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
    UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private var depth = 0

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// - Throws: ``Trouble`` with the line and the column.
  static func parse(_ text: Data) throws(Trouble) -> JSONValue {
    guard String(validating: text, as: UTF8.self) != nil else { throw Trouble(message: "it is not UTF-8") }
    let result: Result<JSONValue, Trouble> = text.withUnsafeBytes { bytes in
      var parser = JSONParser(bytes)
      return Result { () throws(Trouble) in try parser.whole() }
    }
    return try result.get()
  }

  private mutating func whole() throws(Trouble) -> JSONValue {
    // A byte order mark, which some editors put there.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try value()
    skipBlanks()
    guard next == nil else { throw trouble("the end") }
    return value
  }

  private mutating func value() throws(Trouble) -> JSONValue {
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return .object(try members())
    case UInt8(ascii: "["): return .array(try elements())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
    default:
      if take("true") { return .bool(true) }
      if take("false") { return .bool(false) }
      if take("null") { return .null }
      throw trouble("a value")
    }
  }

  private mutating func members() throws(Trouble) -> [String: JSONValue] {
    try goDown()
    defer { depth -= 1 }
    var members: [String: JSONValue] = [:]
    skipBlanks()
    if take("}") { return members }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw trouble("a key") }
      let key = try string()
      skipBlanks()
      guard take(":") else { throw trouble("a colon") }
      members[key] = try value()
      skipBlanks()
    } while take(",")
    guard take("}") else { throw trouble("a comma or }") }
    return members
  }

  private mutating func elements() throws(Trouble) -> [JSONValue] {
    try goDown()
    defer { depth -= 1 }
    var elements: [JSONValue] = []
    skipBlanks()
    if take("]") { return elements }
    repeat {
      elements.append(try value())
      skipBlanks()
    } while take(",")
    guard take("]") else { throw trouble("a comma or ]") }
    return elements
  }

  /// Past a bracket.
  private mutating func goDown() throws(Trouble) {
    guard depth < Self.deepest else { throw trouble("at most \(Self.deepest) brackets within brackets") }
    depth += 1
    position += 1
  }

  private mutating func number() throws(Trouble) -> JSONValue {
    let start = position
    _ = take("-")
    let first = position
    let whole = skipDigits()
    guard whole == 1 || whole > 1 && bytes[first] != UInt8(ascii: "0") else {
      position = start
      throw trouble("a number")
    }
    var isWhole = true
    if take(".") {
      isWhole = false
      guard skipDigits() > 0 else { throw trouble("a digit") }
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("-") { _ = take("+") }
      guard skipDigits() > 0 else { throw trouble("a digit") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      position = start
      throw trouble("a number up to 1.8e308 in size")
    }
    // JSON has one kind of number: 7.0 is 7. A double tells all numbers of 15 digits apart; of longer ones, and where it
    // comes to an end, it may hold another number than was written, and two that were different would become one.
    if position - start > 15 || number.magnitude >= 0x1p53 || number == 0 {
      let exact = ExactNumber(text)
      if let integer = Int(exact.text) { return .integer(integer) }
      if exact != ExactNumber("\(number)") { return .exact(exact.text) }
    }
    return Int(exactly: number).map { .integer($0) } ?? .number(number)
  }

  private mutating func string() throws(Trouble) -> String {
    position += 1
    var text: [UInt8] = []
    var start = position
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw trouble("no control character in a string; write it as \\u00XX") }
      position += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      text += bytes[start..<position - 1]
      text += String(try escape()).utf8
      start = position
    }
    text += bytes[start..<position]
    guard take("\"") else { throw trouble("the end of a string") }
    return String(decoding: text, as: UTF8.self)
  }

  /// What stands for a character behind a backslash.
  private mutating func escape() throws(Trouble) -> Unicode.Scalar {
    if let byte = next, let scalar = Self.escapes[byte] {
      position += 1
      return scalar
    }
    guard take("u") else { throw trouble("an escape that JSON knows") }
    let start = position - 2
    let unit = try hexadecimal()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, take("\\u") {
      let low = try hexadecimal()
      if (0xDC00..<0xE000).contains(low),
        let pair = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      {
        return pair
      }
    }
    position = start
    throw trouble("both halves of a surrogate pair")
  }

  private mutating func hexadecimal() throws(Trouble) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw trouble("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  // MARK: Bytes

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// How many digits were gone past.
  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = next, (48...57).contains(byte) { position += 1 }
    return position - start
  }

  /// Goes past a word if it is the next thing.
  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard position + count <= bytes.count,
      memcmp(bytes.baseAddress! + position, word.utf8Start, count) == 0
    else { return false }
    position += count
    return true
  }

  private func trouble(_ expected: String) -> Trouble {
    let before = bytes[..<position]
    let line = before.count { $0 == 0x0A } + 1
    let column = position - (before.lastIndex(of: 0x0A) ?? -1)
    let found =
      next.map { _ in
        let rest = String(decoding: bytes[position...].prefix(20), as: UTF8.self)
        return "\"\(rest.prefix { !$0.isWhitespace })\""
      } ?? "the end of the text"
    return Trouble(message: "line \(line), column \(column): expected \(expected), found \(found)")
  }
}
