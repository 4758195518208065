import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// Keys that one summary may gather by.
  private static let keysPerSummary = 8

  var summaryEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/summary", "summarize", "Mean and spread of a metric's last value over groups of runs",
        parameters: [
          .query(
            "metric", .metricName, "whose last value is taken", isRequired: true, example: "test_accuracy"),
          .query("layer", .string(1...Metric.longestName), "of which layer; the whole network's if left out"),
          .query(
            "group_by", .array(of: .summaryKey, count: 0...Self.keysPerSummary),
            "what runs are gathered by, with commas between them; all together if left out",
            example: ["method"]),
          .experiment, .query("status", .status, "runs of which status; succeeded if left out"),
        ], answers: [.ok(.summary, "The groups")]
      ) { try summary($0) }
    ]
  }

  private func summary(_ request: Request) throws -> Response {
    let query = request.query
    guard let metric = try query.value("metric"), Metric.isName(metric) else {
      throw Problem(
        status: 400, detail: "The query's \"metric\" must be one such as test_accuracy or angle.")
    }
    let layer = try query.value("layer")
    if let layer, !(1...Metric.longestName).contains(layer.unicodeScalars.count) {
      throw Problem(status: 400, detail: "The query's \"layer\" must be one such as fc1, not \"\(layer)\".")
    }
    let keys = try query.list("group_by").map(Self.key)
    guard keys.count <= Self.keysPerSummary else {
      throw Problem(
        status: 400,
        detail: "The query's \"group_by\" may name \(Self.keysPerSummary) keys; it names \(keys.count).")
    }
    let groups = try store.summary(
      by: keys, metric: metric, layer: layer, experiment: query.value("experiment"),
      status: query.status() ?? .succeeded)
    return .json([
      "metric": .string(metric), "layer": JSONValue(layer),
      "group_by": .array(keys.map { .string($0.text) }),
      "groups": .array(groups.map { Self.json($0, by: keys) }),
    ])
  }

  private static func key(_ text: String) throws -> SummaryKey {
    guard let key = SummaryKey(text) else {
      let near = NearestWord.to(text, in: SummaryKey.columnNames).map { "; did you mean \"\($0)\"?" } ?? ""
      throw Problem(
        status: 400,
        detail:
          "The query's \"group_by\" takes \(SummaryKey.columnNames.joined(separator: ", ")), config.PATH such as config.optimizer.learning_rate, and tag.KEY, not \"\(text)\"\(near)."
      )
    }
    return key
  }

  private static func json(_ group: SummaryGroup, by keys: [SummaryKey]) -> JSONValue {
    [
      "key": .object(
        Dictionary(zip(keys.map(\.text), group.values.map(JSONValue.init(_:))), uniquingKeysWith: { $1 })),
      "n": .integer(group.runs), "nulls": .integer(group.nulls), "mean": JSONValue(group.mean),
      "sd": JSONValue(group.deviation),
      "min": JSONValue(group.minimum), "max": JSONValue(group.maximum),
    ]
  }
}

extension JSONValue {
  fileprivate init(_ value: SummaryGroup.Value) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = JSONValue(number)
    case .real(let number): self = .number(number)
    case .text(let text): self = .string(text)
    }
  }
}
