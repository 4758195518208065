/// A table as Markdown writes it.
struct MarkdownTable {
  private let columns: [String]
  private var rows: [[String]] = []

  init(_ columns: String...) { self.columns = columns }

  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ cells: String...) { rows.append(cells) }

  var text: String {
    let lines = [columns, columns.map { _ in "---" }] + rows
    return lines.map { line in
      "|" + line.map { $0.isEmpty ? " |" : " \($0.replacing("|", with: "\\|")) |" }.joined()
    }.joined(separator: "\n") + "\n"
  }

  /// Code in a line of text.
  static func code(_ text: String) -> String { text.isEmpty ? "" : "`\(text)`" }

  static func codes(_ texts: [String]) -> String { texts.map(code).joined(separator: ", ") }
}
