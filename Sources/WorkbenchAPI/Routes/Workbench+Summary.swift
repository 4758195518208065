import Formats
import Foundation
import HTTPServer
import Statistics
import Store
import Tracking

extension Workbench {
  /// Mean and spread of a metric over groups. In a body a tag's key may have commas.
  var summaryEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/summary", "summarize",
        "Mean and spread of a metric's value in each run, over groups of runs",
        pace: .slow,
        parameters: [
          .query(
            "metric", .metricName, "whose value is taken", isRequired: true, example: "test_accuracy"),
          .query(
            "layer", .string(1...Metric.longestLayer), "of which layer; the whole network's if left out"),
          .query(
            "group_by", .array(of: .listedSummaryKey, count: 0...SummaryQuestion.mostKeys),
            "what runs are gathered by, with commas between them; all together if left out",
            example: ["method"]),
          .query(
            "take", .words(SummaryTake.allCases.map(\.rawValue)), "which value of each run; last if left out"),
          .query("pairs", .boolean, "true: each two groups are compared by Welch's t-test"),
          .repeated(
            "status", .status, most: JobSelection.mostInQuery,
            "runs of which status take part; succeeded if left out"),
        ] + Parameter.selection.filter { $0.name != "status" },
        answers: [.ok(Self.answer.schema, "The groups")]
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
      by: asked.keys, metric: asked.metric, layer: asked.layer, take: asked.take,
      of: asked.jobs, statuses: asked.statuses)
    let most = SummaryQuestion.mostComparedGroups
    guard !asked.wantsPairs || groups.count <= most else {
      throw Problem(
        status: 400,
        detail:
          "There are \(groups.count) groups, and \(most) are the most of which each two are compared; leave a key of \"group_by\" out, or \"pairs\"."
      )
    }
    return .json(Self.answer.json(SummaryAnswer(question: asked, groups: groups)))
  }

  private struct SummaryAnswer {
    let question: SummaryQuestion
    let groups: [SummaryGroup]

    /// Each two groups once, the one that comes first in front.
    var pairs: [SummaryPair] {
      groups.indices.flatMap { a in
        groups.indices.dropFirst(a + 1).map { b in
          SummaryPair(a: a, b: b, first: groups[a].sample, second: groups[b].sample)
        }
      }
    }
  }

  /// Two groups, and what their difference comes to.
  private struct SummaryPair {
    let a: Int
    let b: Int
    let first: Sample
    let second: Sample
    let test: WelchTest?

    init(a: Int, b: Int, first: Sample, second: Sample) {
      (self.a, self.b, self.first, self.second) = (a, b, first, second)
      test = WelchTest(first, second)
    }

    var difference: Double? {
      guard let mean = first.mean, let other = second.mean else { return nil }
      return (mean - other).isFinite ? mean - other : nil
    }
  }

  private static let answer = JSONShape<SummaryAnswer>(
    named: "Summary",
    [
      JSONField("metric", .metricName) { .string($0.question.metric) },
      JSONField("layer", .string.orNull) { JSONValue($0.question.layer) },
      JSONField("take", .words(SummaryTake.allCases.map(\.rawValue))) { .string($0.question.take.rawValue) },
      JSONField("group_by", .array(of: .string)) { .array($0.question.keys.map { .string($0.text) }) },
      JSONField("groups", .array(of: group(by: []).schema)) { answer in
        .array(answer.groups.map(group(by: answer.question.keys).json))
      },
      JSONField("pairs", .array(of: pair.schema).described("each two groups, if they are asked for")) {
        $0.question.wantsPairs ? .array($0.pairs.map(pair.json)) : nil
      }.optional,
    ])

  private static let pair = JSONShape<SummaryPair>(
    named: "SummaryPair",
    [
      JSONField("a", .integer(0 ... .max).described("index of the first group")) { .integer($0.a) },
      JSONField("b", .integer(0 ... .max).described("index of the second")) { .integer($0.b) },
      JSONField("n_a", .integer(0 ... .max).described("numbers in the first")) { .integer($0.first.count) },
      JSONField("n_b", .integer(0 ... .max).described("numbers in the second")) {
        .integer($0.second.count)
      },
      JSONField("difference", .number.orNull.described("mean of the first minus mean of the second")) {
        JSONValue($0.difference)
      },
      JSONField("low", .number.orNull.described("end of the difference's 95 % confidence interval")) {
        JSONValue($0.test?.interval.lowerBound)
      },
      JSONField("high", .number.orNull.described("its other end")) {
        JSONValue($0.test?.interval.upperBound)
      },
      JSONField(
        "t",
        .number.orNull.described("Welch's; null below two numbers in either group, and where none varies")
      ) { JSONValue($0.test?.t) },
      JSONField("df", .number.orNull.described("degrees of freedom")) { JSONValue($0.test?.degrees) },
      JSONField("p", .number.orNull.described("of a difference as large by chance, two-sided")) {
        JSONValue($0.test?.p)
      },
    ])

  private static let member = JSONShape<SummaryGroup.Member>([
    JSONField("run", .id) { JSONValue($0.run) },
    JSONField("seed", .integer(0 ... .max)) { JSONValue(exactly: $0.seed) },
    JSONField("value", .number.orNull) { JSONValue($0.value) },
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
          "of these the runs whose value is null: the mean and what follows are over the others")
      ) { .integer($0.nulls) },
      JSONField(
        "duplicates",
        .integer(0 ... .max).described("more runs with the config and the seed of one that is counted")
      ) { .integer($0.duplicates) },
      JSONField("mean", .number.orNull) { JSONValue($0.sample.mean) },
      JSONField(
        "sd", .number.orNull.described("sample standard deviation, n - 1; null below two numbers")
      ) { JSONValue($0.sample.deviation) },
      JSONField("min", .number.orNull) { JSONValue($0.sample.values.min()) },
      JSONField("max", .number.orNull) { JSONValue($0.sample.values.max()) },
      JSONField("values", .array(of: member.schema).described("one for each run")) {
        .array($0.members.map(member.json))
      },
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
