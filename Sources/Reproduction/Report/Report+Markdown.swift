extension Report {
  /// Markdown as GitHub shows it: `report.md`.
  ///
  /// - Parameter pictures: folder of the pictures' files, as seen from the report.
  package func markdown(pictures: String = "curves") -> String {
    var text = "# \(title)\n"
    for block in blocks { text += "\n" + Self.markdown(block, pictures) + "\n" }
    return text
  }

  private static func markdown(_ block: Block, _ pictures: String) -> String {
    switch block {
    case .heading(let heading): "## \(heading)"
    case .text(let text): text
    case .table(let table): markdown(table)
    case .picture(let name, let drawing, let queries):
      "![\(drawing.title)](\(pictures)/\(name).svg)" + folded(queries.map { (drawing.title, $0) })
    case .code(let title, let language, let code):
      "<details><summary>\(escaped(title))</summary>\n\n```\(language)\n\(code)\n```\n\n</details>"
    }
  }

  private static func markdown(_ table: Table) -> String {
    let cell = { (text: String) in text.replacing("|", with: "\\|") }
    let head = table.columns.map { cell($0.name) }.joined(separator: " | ")
    let rule = table.columns.map { $0.isNumber ? "---:" : "---" }.joined(separator: " | ")
    let rows = table.rows.map { "| \($0.cells.map(cell).joined(separator: " | ")) |" }
    let queries = table.rows.flatMap { row in row.queries.map { (table.label(of: row), $0) } }
    return (["| \(head) |", "| \(rule) |"] + rows).joined(separator: "\n") + folded(queries)
  }

  /// Questions with what each is about.
  private static func folded(_ queries: [(String, Query)]) -> String {
    guard !queries.isEmpty else { return "" }
    let parts = queries.map { "\($0):\n\n```sql\n\($1.sql)\n```" }
    return "\n\n<details><summary>The SQL that gives these numbers</summary>\n\n"
      + parts.joined(separator: "\n\n") + "\n\n</details>"
  }

  /// A text between tags.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
