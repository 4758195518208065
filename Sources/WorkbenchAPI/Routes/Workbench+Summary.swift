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
        ], answers: [.ok(Self.answer.schema, "The groups")]
      ) { try summary($0) },
      Endpoint(
        .post, "/api/v1/summary", "askForSummary", "The same, asked in a body; nothing is changed",
        pace: .slow,
        body: .json(
          SummaryQuestion.schema, example: ["metric": "test_accuracy", "group_by": ["method", "tag.who"]]),
        answers: [.ok(Self.answer.schema, "The groups"), .problem(422, "What is wrong with the body")]
      ) { try summary($0) },
    ]
  }

  private func summary(_ request: Request) throws -> Response {
    let asked = try SummaryQuestion(request)
    let groups = try store.summary(
      by: asked.keys, metric: asked.metric, layer: asked.layer, experiment: asked.experiment,
      status: asked.status)
    return .json(
      Self.answer.json(SummaryAnswer(question: asked, groups: groups)))
  }

  private struct SummaryAnswer {
    let question: SummaryQuestion
    let groups: [SummaryGroup]
  }

  private static let answer = JSONShape<SummaryAnswer>(
    named: "Summary",
    [
      JSONField("metric", .metricName) { .string($0.question.metric) },
      JSONField("layer", .string.orNull) { JSONValue($0.question.layer) },
      JSONField("group_by", .array(of: .string)) { .array($0.question.keys.map { .string($0.text) }) },
      JSONField("groups", .array(of: group(by: []).schema)) { answer in
        .array(answer.groups.map(group(by: answer.question.keys).json))
      },
    ])

  /// - Parameter keys: what the values of a group belong to.
  private static func group(by keys: [SummaryKey]) -> JSONShape<SummaryGroup> {
    JSONShape([
      JSONField(
        "key",
        .map(of: JSONSchema(["type": ["null", "number", "string"]])).described(
          "what the group's runs have in common, by the keys of `group_by`")
      ) { group in
        .object(
          Dictionary(
            zip(keys.map(\.text), group.values.map(JSONValue.init(_:))), uniquingKeysWith: { $1 }))
      },
      JSONField("n", .integer(1 ... .max).described("runs")) { .integer($0.runs) },
      JSONField(
        "nulls",
        .integer(0 ... .max).described(
          "of these the runs whose last value is null: the mean and what follows are over the others")
      ) { .integer($0.nulls) },
      JSONField("mean", .number.orNull) { JSONValue($0.mean) },
      JSONField(
        "sd", .number.orNull.described("sample standard deviation, n - 1; null below two numbers")
      ) { JSONValue($0.deviation) },
      JSONField("min", .number.orNull) { JSONValue($0.minimum) },
      JSONField("max", .number.orNull) { JSONValue($0.maximum) },
    ])
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
