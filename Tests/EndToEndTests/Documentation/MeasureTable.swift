import TestSupport

/// What runs measure, made of `GET /metrics/catalogue`.
enum MeasureTable {
  static func text(_ catalogue: JSONTree) -> String {
    var table = MarkdownTable("metric", "unit", "values", "layer", "when", "what")
    let times = ["iteration": "every iteration", "epoch": "every epoch", "request": "on request"]
    for measure in catalogue["measures"].list {
      let cadence = measure["cadence"].string ?? ""
      table.add(
        "`\(measure["name"].string ?? "")`", unit(measure), values(measure),
        measure["per_layer"].flag == true ? "each" : "", times[cadence] ?? cadence,
        measure["summary"].string ?? "")
    }
    return table.text
  }

  private static func unit(_ measure: JSONTree) -> String {
    let usual = measure["unit"].string ?? ""
    let others = measure["units"].keys.filter { measure["units"][$0].string != usual }
    return ([usual] + others.map { "\(measure["units"][$0].string ?? "") with `\($0)`" }).joined(
      separator: "; ")
  }

  private static func values(_ measure: JSONTree) -> String {
    let (low, high) = (measure["lowest"], measure["highest"])
    switch (low.double, high.double) {
    case (_?, _?): return "\(low.text) to \(high.text)"
    case (_?, nil): return "at least \(low.text)"
    case (nil, _?): return "at most \(high.text)"
    case (nil, nil): return ""
    }
  }
}
