extension Report {
  /// One file that needs no other and asks no other host: `report.html`.
  ///
  /// - Parameter tokens: the pages' own colours and type, as CSS.
  package func html(tokens: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(Self.escaped(title))</title>
    <style>
    \(tokens)
    \(Self.style)
    </style>
    </head>
    <body>
    <main>
    <h1>\(Self.escaped(title))</h1>
    \(blocks.map(Self.html).joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  private static func html(_ block: Block) -> String {
    switch block {
    case .heading(let heading): "<h2>\(escaped(heading))</h2>"
    case .text(let text): "<p>\(escaped(text))</p>"
    case .table(let table): html(table)
    case .picture(_, let drawing, let queries):
      "<figure>\n\(drawing.svg)\(folded(queries))\n</figure>"
    case .code(let title, _, let code):
      "<details><summary>\(escaped(title))</summary><pre>\(escaped(code))</pre></details>"
    }
  }

  private static func html(_ table: Table) -> String {
    let hasQueries = table.rows.contains { !$0.queries.isEmpty }
    let heads = table.columns.map {
      "<th scope=\"col\"\($0.isNumber ? " class=\"number\"" : "")>\(escaped($0.name))</th>"
    }
    let rows = table.rows.map { row in
      let cells = zip(table.columns, row.cells).enumerated().map { index, cell in
        let isLast = index == table.columns.count - 1
        let classes = [
          cell.0.isNumber ? "number" : nil, isLast && row.tone != .plain ? row.tone.rawValue : nil,
        ]
        .compactMap(\.self).joined(separator: " ")
        let tag = index == 0 ? "th scope=\"row\"" : "td"
        return
          "<\(tag)\(classes.isEmpty ? "" : " class=\"\(classes)\"")>\(escaped(cell.1))</\(tag.prefix(2))>"
      }
      let sql = hasQueries ? "<td>\(folded(row.queries))</td>" : ""
      return "<tr>\(cells.joined())\(sql)</tr>"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
      <thead><tr>\(heads.joined())\(hasQueries ? "<th scope=\"col\">SQL</th>" : "")</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  private static func folded(_ queries: [Query]) -> String {
    guard !queries.isEmpty else { return "" }
    let code = queries.map { escaped($0.sql) + ";" }.joined(separator: "\n\n")
    return "<details class=\"sql\"><summary>SQL</summary><pre>\(code)</pre></details>"
  }

  private static let style = """
    body { margin: 0; background: var(--paper); color: var(--text); font: var(--body)/1.5 var(--sans); font-variant-numeric: tabular-nums; }
    main { max-width: 1060px; margin: 0 auto; padding: 28px 20px 60px; }
    h1 { font-size: 1.5rem; letter-spacing: -0.01em; }
    h2 { margin: 32px 0 10px; font-size: 1.0625rem; }
    p { max-width: 84ch; margin: 10px 0; }
    figure { margin: 14px 0; padding: 12px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); overflow-x: auto; }
    figure svg { display: block; max-width: 100%; height: auto; }
    .scroll { overflow-x: auto; width: fit-content; max-width: 100%; margin: 12px 0; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
    table { border-collapse: collapse; font-size: var(--small); }
    th, td { padding: 6px 12px; text-align: left; vertical-align: top; }
    th, .number { white-space: nowrap; }
    td:not(.number) { min-width: 9ch; }
    thead th { color: var(--muted); font-size: var(--tiny); }
    tbody tr > * { border-top: 1px solid var(--line); }
    .number { text-align: right; }
    .good { color: var(--good); font-weight: 600; }
    .bad { color: var(--bad); font-weight: 600; }
    .muted { color: var(--muted); }
    details > summary { color: var(--muted); font-size: var(--tiny); cursor: pointer; }
    pre { max-width: 80ch; margin: 6px 0; padding: 8px 10px; overflow: auto; border-radius: 6px; background: var(--sunken); font: 0.75rem/1.45 var(--mono); white-space: pre-wrap; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    @media print { body { background: none; } .sql { display: none; } }
    """
}
