import Formats
import HTTPServer
import Store
import Tracking

/// What is asked of `/summary`: in a query, or as the body of a POST with the same names.
struct SummaryQuestion {
  /// Keys that one summary may gather by.
  static let mostKeys = 8

  let metric: String
  /// nil for the whole network's.
  let layer: String?
  let keys: [SummaryKey]
  /// nil for all.
  let experiment: String?
  let status: Status

  /// - Throws: ``Problem`` 400 for a query, ``ConfigError`` for a body.
  init(_ request: Request) throws {
    self =
      try request.method == .post
      ? SummaryQuestion(body: JSONValue(parsing: request.body)) : SummaryQuestion(query: request.query)
  }

  private init(query: Query) throws {
    guard let metric = try query.value("metric"), Metric.isName(metric) else {
      throw Problem(
        status: 400, detail: "The query's \"metric\" must be one such as test_accuracy or angle.")
    }
    self.metric = metric
    layer = try query.value("layer")
    if let layer, !(1...Metric.longestName).contains(layer.unicodeScalars.count) {
      throw Problem(status: 400, detail: "The query's \"layer\" must be one such as fc1, not \"\(layer)\".")
    }
    keys = try query.list("group_by").map { text in
      guard let key = SummaryKey(text) else {
        throw Problem(
          status: 400,
          detail: "The query's \"group_by\" takes \(Self.expected), not \"\(text)\"\(Self.hint(text)).")
      }
      return key
    }
    guard keys.count <= Self.mostKeys else {
      throw Problem(
        status: 400,
        detail: "The query's \"group_by\" may name \(Self.mostKeys) keys; it names \(keys.count).")
    }
    experiment = try query.value("experiment")
    status = try query.status() ?? .succeeded
  }

  private init(body: JSONValue) throws {
    let reader = ConfigReader(body)
    metric = reader.text("metric", maxLength: Metric.longestName, "whose last value is taken")
    if !metric.isEmpty, !Metric.isName(metric) {
      reader.report(
        "metric", "expected one such as test_accuracy or angle, found \"\(metric)\"",
        expected: "a metric's name", found: metric)
    }
    layer = reader.optionalText("layer", maxLength: Metric.longestName, "of which layer")
    keys = reader.texts("group_by", count: 0...Self.mostKeys, "what runs are gathered by") { text in
      SummaryKey(text) == nil ? "\(Self.expected)\(Self.hint(text))" : nil
    }.compactMap(SummaryKey.init)
    experiment = reader.optionalText("experiment", maxLength: 100, "only its runs")
    status = reader.choice("status", standard: Status.succeeded, "only runs of this status")
    reader.reportUnknownKeys()
    try reader.throwProblems()
  }

  static let schema = Schema.object(
    [
      "metric": .metricName, "layer": .string(1...Metric.longestName).with("pattern", #"^[^\u0000]*$"#),
      "group_by": .array(of: .summaryKey, count: 0...mostKeys),
      "experiment": .string(1...100).with("pattern", #"^[^\u0000]*$"#), "status": .status,
    ], optional: ["layer", "group_by", "experiment", "status"])

  private static var expected: String {
    SummaryKey.columnNames.joined(separator: ", ")
      + ", config.PATH such as config.optimizer.learning_rate, and tag.KEY"
  }

  private static func hint(_ text: String) -> String {
    Spelling.nearest(to: text, in: SummaryKey.columnNames).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}
