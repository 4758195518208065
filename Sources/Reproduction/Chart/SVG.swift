import Foundation

/// Elements of an SVG file, as text.
enum SVG {
  /// - Parameter parts: elements, in the order in which they are drawn.
  static func file(title: String, width: Double, height: Double, _ parts: [String]) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(short(width)) \(short(height))" width="\(short(width))" height="\(short(height))" role="img" aria-label="\(Report.escaped(title))" class="bearing-drawing">
    <style>\(style)</style>
    <rect class="bearing-paper" width="100%" height="100%"/>
    \(parts.filter { !$0.isEmpty }.joined(separator: "\n"))
    </svg>
    """
  }

  static func text(_ text: String, x: Double, y: Double, _ classes: String, anchor: String = "start")
    -> String
  {
    "<text class=\"\(classes)\" x=\"\(short(x))\" y=\"\(short(y))\" text-anchor=\"\(anchor)\">\(Report.escaped(text))</text>"
  }

  static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ classes: String) -> String {
    "<line class=\"\(classes)\" x1=\"\(short(x1))\" y1=\"\(short(y1))\" x2=\"\(short(x2))\" y2=\"\(short(y2))\"/>"
  }

  static func path(_ points: [(Double, Double)], isClosed: Bool, _ classes: String) -> String {
    let steps = points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(short(point.0)) \(short(point.1))"
    }
    return "<path class=\"\(classes)\" d=\"\(steps.joined())\(isClosed ? "Z" : "")\"/>"
  }

  /// A coordinate with a tenth of a pixel, a share with hundredths.
  static func short(_ value: Double) -> String {
    let text = String(format: abs(value) < 2 ? "%.2f" : "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func number(_ value: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", value)
    return text == "-0" ? "0" : text
  }

  /// Light and dark as the reader's system is: a file of its own, and the same inside a page.
  private static let style: String = {
    let common = """
      .bearing-drawing{font-family:Inter,"Segoe UI",Roboto,Cantarell,"Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}\
      .bearing-title{font-size:13px;font-weight:600}.bearing-tick{font-size:11.5px}.bearing-value{font-size:12px}\
      .bearing-line{fill:none;stroke-width:1.8;stroke-linejoin:round}.bearing-serial{stroke-dasharray:7 4}\
      .bearing-band{fill-opacity:.16;stroke:none}.bearing-dot{stroke:none}
      """
    let light = colours(
      paper: "#ffffff", text: "#171b21", muted: "#59626e", grid: "#eceef1", axis: "#b9c0c9", cell: "#0d6b5e",
      Look.colours.map { ($0.method, $0.light) })
    let dark = colours(
      paper: "#15181d", text: "#e7eaef", muted: "#99a3b0", grid: "#20242a", axis: "#464e59", cell: "#4fd6b5",
      Look.colours.map { ($0.method, $0.dark) })
    return common + light + "@media (prefers-color-scheme:dark){\(dark)}"
  }()

  private static func colours(
    paper: String, text: String, muted: String, grid: String, axis: String, cell: String,
    _ methods: [(String, String)]
  ) -> String {
    let curves = methods.map { method, colour in
      ".bearing-\(method).bearing-line{stroke:\(colour)}"
        + ".bearing-\(method):is(.bearing-band,.bearing-dot){fill:\(colour)}"
    }
    return
      ".bearing-paper{fill:\(paper)}.bearing-title,.bearing-value{fill:\(text)}.bearing-tick{fill:\(muted)}"
      + ".bearing-grid{stroke:\(grid)}.bearing-axis{stroke:\(axis)}.bearing-cell{fill:\(cell)}"
      + curves.joined()
  }
}
