import Tracking

/// Goes through a config's JSON and tells every value by its path, without a tree: ten thousand configs take a moment.
///
/// Objects are gone into; an array is one value. A key that no path can have is passed over with all that it holds.
struct ConfigScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private let body: (_ path: String, _ value: String) -> Void

  /// - Parameters:
  ///   - config: valid JSON, as the table demands; a text that is none ends where it goes wrong.
  ///   - skipping: keys of the outermost object that are not gone into.
  ///   - body: told the value as it is written.
  static func scan(
    _ config: String, skipping: Set<String>, _ body: (_ path: String, _ value: String) -> Void
  ) {
    var config = config
    config.withUTF8 { bytes in
      withoutActuallyEscaping(body) { body in
        var scanner = ConfigScanner(bytes: bytes, body: body)
        scanner.members(of: "", skipping: skipping)
      }
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, body: @escaping (String, String) -> Void) {
    self.bytes = bytes
    self.body = body
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func members(of path: String, skipping: Set<String> = []) {
    guard take("{"), !take("}") else { return }
    repeat {
      skipBlanks()
      let start = position
      guard next == UInt8(ascii: "\"") else { return }
      skipString()
      let end = position - 1
      guard end > start, take(":") else { return }
      let key = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
      skipBlanks()
      guard !skipping.contains(key), ConfigPath.isKey(key.unicodeScalars), !key.utf8.contains(0x5C) else {
        skipValue()
        continue
      }
      value(of: path.isEmpty ? key : path + "." + key)
    } while take(",")
    _ = take("}")
  }

  private mutating func value(of path: String) {
    let start = position
    if next == UInt8(ascii: "{"), hasMembers() {
      members(of: path)
    } else {
      skipValue()
      body(path, String(decoding: bytes[start..<position], as: UTF8.self))
    }
  }

  /// Whether the object here is not empty.
  private func hasMembers() -> Bool {
    var ahead = self
    return ahead.take("{") && !ahead.take("}")
  }

  private mutating func skipString() {
    position += 1
    while let byte = next, byte != UInt8(ascii: "\"") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
    // A text may end behind a backslash.
    position = min(position + 1, bytes.count)
  }

  /// Goes past a value of any kind, brackets within brackets too.
  private mutating func skipValue() {
    var depth = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        skipString()
        if depth == 0 { return }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
        position += 1
        if depth == 0 { return }
      case UInt8(ascii: ",") where depth == 0: return
      default: position += 1
      }
    }
  }
}
