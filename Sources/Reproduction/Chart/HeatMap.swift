/// Cells with a number of what they reach, one panel beside the other.
package struct HeatMap: Sendable {
  package struct Cell: Sendable {
    let text: String
    /// 0 ... 1: how strongly it is coloured.
    let share: Double
  }

  package struct Panel: Sendable {
    let title: String
    let columns: [String]
    let rows: [String]
    /// By row and column; nil where there is none.
    let cells: [[Cell?]]
  }

  let title: String
  /// What rows and columns are, for people.
  let legend: String
  let panels: [Panel]

  private static let cell = (width: 74.0, height: 30.0)
  private static let left = 70.0

  /// See ``Drawing/svg``.
  var svg: String {
    var parts = [
      SVG.text(title, x: 14, y: 22, "bearing-title"), SVG.text(legend, x: 14, y: 40, "bearing-tick"),
    ]
    var x = 14.0
    var bottom = 60.0
    for panel in panels {
      parts.append(SVG.text(panel.title, x: x + Self.left, y: 66, "bearing-title"))
      for (index, column) in panel.columns.enumerated() {
        let middle = x + Self.left + (Double(index) + 0.5) * Self.cell.width
        for (line, word) in column.split(separator: "\n").enumerated() {
          parts.append(
            SVG.text(String(word), x: middle, y: 84 + 14 * Double(line), "bearing-tick", anchor: "middle"))
        }
      }
      for (index, row) in panel.rows.enumerated() {
        let top = 106 + Double(index) * Self.cell.height
        parts.append(
          SVG.text(
            row, x: x + Self.left - 8, y: top + Self.cell.height / 2 + 4, "bearing-tick", anchor: "end"))
        for (place, cell) in panel.cells[index].enumerated() {
          guard let cell else { continue }
          let left = x + Self.left + Double(place) * Self.cell.width
          parts.append(
            "<rect class=\"bearing-cell\" x=\"\(SVG.short(left + 1))\" y=\"\(SVG.short(top + 1))\" width=\"\(SVG.short(Self.cell.width - 2))\" height=\"\(SVG.short(Self.cell.height - 2))\" fill-opacity=\"\(SVG.short(0.06 + 0.6 * cell.share))\"/>"
          )
          parts.append(
            SVG.text(
              cell.text, x: left + Self.cell.width / 2, y: top + Self.cell.height / 2 + 4, "bearing-value",
              anchor: "middle"))
        }
        bottom = max(bottom, top + Self.cell.height)
      }
      x += Self.left + Double(panel.columns.count) * Self.cell.width + 24
    }
    return SVG.file(title: title, width: max(x, 420), height: bottom + 16, parts)
  }
}
