import Formats
import Store
import Tracking

extension PointColumns {
  /// What is wrong with a series that came from outside, each with its path and the nearest value that would do.
  func problems(at path: String) -> [ConfigProblem] {
    var problems: [ConfigProblem] = []
    func report(_ key: String, _ expected: String, found: String, hint: String? = nil) {
      let hint = hint.map { "; try \"\($0)\"" } ?? ""
      problems.append(
        ConfigProblem(
          path: "\(path).\(key)", message: "expected \(expected), found \(found)\(hint)", expected: expected,
          found: found))
    }
    if !Metric.isName(metric.name) {
      report(
        "name", "lower-case words with underscores, at most \(Metric.longestName) characters",
        found: JSONValue.string(metric.name).description, hint: Metric.nearestName(to: metric.name))
    }
    if let layer = metric.layer, !Metric.isLayer(layer) {
      report(
        "layer", "1 to \(Metric.longestName) letters, digits, dots, hyphens and underscores",
        found: JSONValue.string(layer).description)
    }
    if let unit = metric.unit, !Metric.isUnit(unit) {
      report(
        "unit", "1 to \(Metric.longestName) characters that can be printed",
        found: JSONValue.string(unit).description)
    }
    if steps.count != values.count {
      report("values", "as many as steps, \(steps.count)", found: "\(values.count)")
    }
    if let index = steps.firstIndex(where: { !Point.steps.contains($0) }) {
      report("steps[\(index)]", "an integer from 1 to 2^53", found: "\(steps[index])", hint: nil)
    }
    return problems
  }
}
