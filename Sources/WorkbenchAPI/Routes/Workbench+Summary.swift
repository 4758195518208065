import Formats
import Foundation
import HTTPServer
import Store
import Tracking

extension Workbench {
  /// Mean and spread of a metric over groups. In a body a tag's key may have commas.
  var summaryEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/summary", "summarize", "Mean and spread of a metric's last value over groups of runs",
        pace: .slow,
        parameters: [
          .query(
            "metric", .metricName, "whose last value is taken", isRequired: true, example: "test_accuracy"),
          .query("layer", .string(1...Metric.longestName), "of which layer; the whole network's if left out"),
          .query(
            "group_by", .array(of: .listedSummaryKey, count: 0...SummaryQuestion.mostKeys),
            "what runs are gathered by, with commas between them; all together if left out",
            example: ["method"]),
          .experiment, .query("status", .status, "runs of which status; succeeded if left out"),
        ], answers: [.ok(.summary, "The groups")]
      ) { try summary($0) },
      Endpoint(
        .post, "/api/v1/summary", "askForSummary", "The same, asked in a body; nothing is changed",
        pace: .slow,
        body: .json(
          SummaryQuestion.schema, example: ["metric": "test_accuracy", "group_by": ["method", "tag.who"]]),
        answers: [.ok(.summary, "The groups"), .problem(422, "What is wrong with the body")]
      ) { try summary($0) },
    ]
  }

  private func summary(_ request: Request) throws -> Response {
    let asked = try SummaryQuestion(request)
    let groups = try store.summary(
      by: asked.keys, metric: asked.metric, layer: asked.layer, experiment: asked.experiment,
      status: asked.status)
    return .json([
      "metric": .string(asked.metric), "layer": JSONValue(asked.layer),
      "group_by": .array(asked.keys.map { .string($0.text) }),
      "groups": .array(groups.map { Self.json($0, by: asked.keys) }),
    ])
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
    case .number(let text): self = (try? JSONValue(parsing: Data(text.utf8))) ?? .string(text)
    case .text(let text): self = .string(text)
    }
  }
}
