import Formats
import Foundation

/// JSON that is written from left to right, without a tree: some answers have a hundred thousand values.
struct JSONText {
  private var bytes: [UInt8] = []

  var data: Data { Data(bytes) }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  // MARK: Brackets

  mutating func object(_ write: (inout JSONText) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    write(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  mutating func array<Element>(_ elements: some Sequence<Element>, _ write: (inout JSONText, Element) -> Void)
  {
    separate()
    bytes.append(UInt8(ascii: "["))
    for element in elements { write(&self, element) }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func key(_ key: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    raw(key)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  // MARK: Values

  mutating func string(_ value: String) {
    separate()
    bytes += JSONValue.string(value).canonicalText.utf8
  }

  mutating func integer(_ value: Int) {
    separate()
    bytes += "\(value)".utf8
  }

  mutating func bool(_ value: Bool) {
    separate()
    raw(value ? "true" : "false")
  }

  /// NaN as text, as Protocol Buffers in JSON have it.
  mutating func number(_ value: Double) {
    separate()
    if value.isFinite { bytes += "\(value)".utf8 } else { raw("\"NaN\"") }
  }

  mutating func member(_ key: StaticString, _ value: String) {
    self.key(key)
    string(value)
  }

  mutating func member(_ key: StaticString, _ value: Int) {
    self.key(key)
    integer(value)
  }

  mutating func member(_ key: StaticString, _ value: Double) {
    self.key(key)
    number(value)
  }

  /// A comma, unless something has just begun.
  private mutating func separate() {
    switch bytes.last {
    case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): return
    default: bytes.append(UInt8(ascii: ","))
    }
  }

  private mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}
