import Foundation
import Store
import WorkbenchAPI

/// Rows for people: columns aligned, numbers to the right and rounded to six digits, NULL as `null`.
struct SQLTable {
  /// Longer texts are cut, with an ellipsis.
  private static let longestText = 80

  let text: String

  init(_ result: SQLResult) {
    let header = result.columns.map(Self.line)
    let cells = result.rows.map { $0.map(Self.cell) }
    let widths = header.indices.map { column in
      cells.reduce(header[column].count) { max($0, $1[column].count) }
    }
    let isNumber = header.indices.map { column in
      result.rows.contains { $0[column].isNumber }
        && result.rows.allSatisfy { $0[column].isNumber || $0[column] == .null }
    }
    let line = { (fields: [String]) in
      let padded = fields.enumerated().map { column, field in
        let blanks = String(repeating: " ", count: widths[column] - field.count)
        return isNumber[column] ? blanks + field : field + blanks
      }.joined(separator: "  ")
      // Without blanks at the end.
      return String(padded.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    text =
      line(header) + line(widths.map { String(repeating: "-", count: $0) }) + cells.map(line).joined()
  }

  private static func cell(_ value: SQLValue) -> String {
    switch value {
    case .null: "null"
    case .integer(let number): String(number)
    case .real(let number): String(format: "%.6g", number)
    case .text(let text): line(text)
    case .blob(let bytes): line(bytes.prefix(longestText).map { $0 }.hexadecimal)
    }
  }

  /// On one line, and without what would steer the terminal.
  private static func line(_ text: String) -> String {
    let plain = text.prefix(longestText + 1).map { character -> Character in
      character.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : character
    }
    return plain.count > longestText ? String(plain.prefix(longestText - 1)) + "…" : String(plain)
  }
}

extension SQLValue {
  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .real: true
    case .null, .text, .blob: false
    }
  }
}
