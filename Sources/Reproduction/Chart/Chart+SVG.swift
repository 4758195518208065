import Foundation

extension Chart {
  private static let size = (width: 920.0, height: 394.0)
  private static let plot = (left: 58.0, top: 54.0, right: 770.0, bottom: 346.0)

  /// See ``Drawing/svg``.
  var svg: String {
    let (x, y) = (xTicks, yTicks)
    let place = { (value: Double, axis: Ticks, from: Double, to: Double) in
      from + (value - axis.low) / (axis.high - axis.low) * (to - from)
    }
    let toX = { place($0, x, Self.plot.left, Self.plot.right) }
    let toY = { place($0, y, Self.plot.bottom, Self.plot.top) }
    var parts = [SVG.text(title, x: 8, y: 20, "bearing-title")]
    for value in y.values {
      parts.append(SVG.line(Self.plot.left, toY(value), Self.plot.right, toY(value), "bearing-grid"))
      parts.append(
        SVG.text(
          SVG.number(value, y.decimals), x: Self.plot.left - 8, y: toY(value) + 4, "bearing-tick",
          anchor: "end"))
    }
    for value in x.values {
      parts.append(
        SVG.text(
          SVG.number(value, x.decimals), x: toX(value), y: Self.plot.bottom + 18, "bearing-tick",
          anchor: "middle"))
    }
    parts.append(
      SVG.line(Self.plot.left, Self.plot.bottom, Self.plot.right, Self.plot.bottom, "bearing-axis"))
    parts.append(
      SVG.text(
        xLabel, x: (Self.plot.left + Self.plot.right) / 2, y: Self.plot.bottom + 38, "bearing-tick",
        anchor: "middle"))
    parts.append(SVG.text(yLabel, x: 8, y: Self.plot.top - 14, "bearing-tick"))
    for curve in drawn { parts.append(Self.band(curve, toX, toY)) }
    for curve in drawn { parts.append(Self.line(curve, toX, toY)) }
    for (index, curve) in drawn.enumerated() {
      let top = Self.plot.top + 8 + Double(index) * 20
      parts.append(
        SVG.line(Self.plot.right + 14, top, Self.plot.right + 40, top, Self.classes(curve.look)))
      parts.append(SVG.text(curve.label, x: Self.plot.right + 46, y: top + 4, "bearing-tick"))
    }
    return SVG.file(title: title, width: Self.size.width, height: Self.size.height, parts)
  }

  private static func classes(_ look: Look) -> String {
    "bearing-line \(look.colour)" + (look.isDashed ? " bearing-serial" : "")
  }

  private static func line(
    _ curve: Curve, _ toX: (Double) -> Double, _ toY: (Double) -> Double
  ) -> String {
    if curve.points.count == 1 {
      let point = curve.points[0]
      return
        "<circle class=\"bearing-dot \(curve.look.colour)\" cx=\"\(SVG.short(toX(point.x)))\" cy=\"\(SVG.short(toY(point.mean)))\" r=\"3\"/>"
    }
    return SVG.path(curve.points.map { (toX($0.x), toY($0.mean)) }, isClosed: false, classes(curve.look))
  }

  private static func band(
    _ curve: Curve, _ toX: (Double) -> Double, _ toY: (Double) -> Double
  ) -> String {
    let known = curve.points.filter { $0.deviation != nil }
    guard known.count > 1 else { return "" }
    let upper = known.map { (toX($0.x), toY($0.mean + ($0.deviation ?? 0))) }
    let lower = known.reversed().map { (toX($0.x), toY($0.mean - ($0.deviation ?? 0))) }
    return SVG.path(upper + lower, isClosed: true, "bearing-band \(curve.look.colour)")
  }
}
