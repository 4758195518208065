import Formats
import Foundation
import Store

/// A blob is written as hexadecimal digits, as `hex()` gives them.
extension SQLResult {
  package var json: Data {
    var text: [UInt8] = []
    Self.shape.write(self, into: &text)
    return Data(text)
  }

  /// Infinite numbers are null, for which JSON has no word.
  static let shape = ByteShape<SQLResult>(
    named: "SQLResult",
    [
      .init("columns", .array(of: .string)) { $1.appendList($0.columns, quote) },
      .init(
        "rows",
        .array(of: .array(of: JSONSchema(["type": ["null", "number", "string"]])))
          .described("integers exact whatever their size, blobs as hexadecimal digits")
      ) { result, text in
        text.appendList(result.rows) { row, text in text.appendList(row, write) }
      },
      .init("truncated", .boolean.described("whether there are more rows")) { .bool($0.isTruncated) },
      .init("milliseconds", .number.with("minimum", 0)) {
        .number(($0.milliseconds * 1_000).rounded() / 1_000)
      },
    ])

  private static func write(_ value: SQLValue, into text: inout [UInt8]) {
    switch value {
    case .null: text += "null".utf8
    case .integer(let number): text += String(number).utf8
    case .real(let number): text += (number.isFinite ? number.description : "null").utf8
    case .text(let string): quote(string, into: &text)
    case .blob(let bytes): quote(bytes.hexadecimal, into: &text)
    }
  }

  /// A header row and the rows (RFC 4180). NULL is an empty field, an empty text `""`.
  ///
  /// - Parameter lineEnd: CR LF unless somebody reads it in a terminal.
  package func csv(lineEnd: String = "\r\n") -> Data {
    var text: [UInt8] = []
    for (index, column) in columns.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      text += CSV.field(column, quotesEmpty: true).utf8
    }
    text += lineEnd.utf8
    for row in rows {
      for (index, value) in row.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        switch value {
        case .null: break
        case .integer(let number): text += String(number).utf8
        case .real(let number): text += number.description.utf8
        case .text(let string): text += CSV.field(string, quotesEmpty: true).utf8
        case .blob(let bytes): text += bytes.hexadecimal.utf8
        }
      }
      text += lineEnd.utf8
    }
    return Data(text)
  }

  /// A JSON string, written byte by byte: an answer may hold millions.
  private static func quote(_ string: String, into text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { bytes in
      var start = 0
      for (index, byte) in bytes.enumerated()
      where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        text += bytes[start..<index]
        start = index + 1
        if byte < 0x20 {
          text += "\\u00\([byte].hexadecimal)".utf8
        } else {
          text += [UInt8(ascii: "\\"), byte]
        }
      }
      text += bytes[start...]
    }
    text.append(UInt8(ascii: "\""))
  }

}

extension [UInt8] {
  /// Two digits for each byte.
  package var hexadecimal: String {
    let digits = [UInt8]("0123456789ABCDEF".utf8)
    return String(unsafeUninitializedCapacity: 2 * count) { text in
      for (index, byte) in enumerated() {
        text[2 * index] = digits[Int(byte >> 4)]
        text[2 * index + 1] = digits[Int(byte & 15)]
      }
      return 2 * count
    }
  }
}
