import Formats
import Foundation
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// Jobs as rows of a table, and what stands beside it.
  var rowEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/jobs/rows", "listRows", "Jobs as rows of a table, without their runs and configs",
        parameters: Parameter.selection + [
          .query("sort", .listingSort, "what jobs are sorted by; by their ids if left out"),
          .query(
            "order", .words(["asc", "desc"]),
            "desc, the highest first, if left out; those without a value come last in both"),
          .query(
            "metric", .metricName, "what `last`, `best` and `spark` are of; test_accuracy if left out"),
          .repeated(
            "columns", .configPath, most: RowQuestion.mostColumns,
            "keys of the config to show, with dots between",
            example: ["optimizer.learning_rate"]),
          .query("after", .string(matching: RowQuestion.cursor), "the `next` of the page before"), .limit,
        ],
        answers: [
          .ok(
            .object(
              [
                "jobs": .array(of: JobRowCard.shape.schema),
                "next": JSONSchema.string.orNull.described("the `after` of the next page; null on the last"),
                "total": .integer(0 ... .max).described("jobs of the selection; on the first page alone"),
              ], optional: ["total"]), "One page")
        ]
      ) { try listRows($0) },
      Endpoint(
        .get, "/api/v1/jobs/facets", "countFacets",
        "What a selection can be narrowed by, and which keys vary in it",
        parameters: Parameter.selection, answers: [.ok(JobFacets.shape.schema, "Values and their counts")]
      ) { request in
        .json(JobFacets.shape.json(try store.facets(JobSelection(request.query))))
      },
    ]
  }

  private func listRows(_ request: Request) throws -> Response {
    let asked = try RowQuestion(request.query)
    let (page, total) = try store.rows(
      asked.selection, by: asked.order, metric: Self.listed(asked.metric), columns: asked.columns,
      after: asked.after, limit: asked.limit)
    var members: [String: JSONValue] = [
      "jobs": .array(rows(page.items, metric: asked.metric)), "next": JSONValue(page.next),
    ]
    members["total"] = total.map { .integer($0) }
    return .json(.object(members))
  }

  /// Rows as the API shows them.
  func rows(_ listings: [JobListing], metric: String) -> [JSONValue] {
    let now = Date().timeIntervalSince1970
    return listings.map {
      JobRowCard($0, metric: metric, paces: queue.pace, waits: queue.reasonToWait, now: now).json
    }
  }

  /// What the catalogue says of a metric that rows show.
  static func listed(_ metric: String) -> ListedMetric {
    ListedMetric(
      metric, isLowBest: MeasureCatalogue.isLowBest(metric), speed: MeasureCatalogue.speedName)
  }
}

/// What is asked of `/jobs/rows`.
struct RowQuestion {
  static let standardMetric = "test_accuracy"
  /// Keys of the config that rows may show.
  static let mostColumns = 50
  /// What `next` looks like.
  static let cursor = Store.listingCursorPattern

  let selection: JobSelection
  let order: ListingOrder
  let metric: String
  let columns: [ConfigPath]
  let after: String?
  let limit: Int

  /// - Throws: ``Problem`` 400.
  init(_ query: Query) throws {
    selection = try JobSelection(query)
    order = try ListingOrder(Self.sort(query), isDescending: Self.isDescending(query))
    metric = try query.metric() ?? Self.standardMetric
    columns = try Asked.query(query).repeated(
      "columns", most: Self.mostColumns, expected: "a key of a config such as optimizer.learning_rate", ""
    ) { ConfigPath($0) }
    after = try query.value("after")
    limit =
      try query.integer("limit", in: 1...Page<JobListing>.maximumLimit) ?? Page<JobListing>.defaultLimit
  }

  private static func sort(_ query: Query) throws -> ListingOrder.Sort {
    guard let text = try query.value("sort") else { return .id }
    guard let sort = ListingOrder.Sort(text) else {
      let names = ListingOrder.Column.allCases.map(\.rawValue)
      let hint = Spelling.nearest(to: text, in: names).map { "; did you mean \"\($0)\"?" } ?? ""
      throw Asked.problem(
        "sort",
        "must be one of \(names.joined(separator: ", ")) or config.PATH such as config.optimizer.learning_rate, not \"\(text)\"\(hint)"
      )
    }
    return sort
  }

  private static func isDescending(_ query: Query) throws -> Bool {
    switch try query.value("order") {
    case nil, "desc": true
    case "asc": false
    case .some(let text): throw Asked.problem("order", "must be asc or desc, not \"\(text)\"")
    }
  }
}

extension Query {
  /// `metric=test_accuracy`.
  func metric() throws -> String? {
    guard let metric = try value("metric") else { return nil }
    guard Metric.isName(metric) else {
      let nearest = Metric.nearestName(to: metric).map { "; try \"\($0)\"" } ?? ""
      throw Asked.problem("metric", "must be a metric such as test_accuracy, not \"\(metric)\"\(nearest)")
    }
    return metric
  }
}

extension JSONSchema {
  static let configPath = string(matching: "^\(ConfigPath.pattern)$")
    .with("maxLength", .integer(ConfigPath.longest))

  fileprivate static let listingSort = string(
    matching:
      "^(\(ListingOrder.Column.allCases.map(\.rawValue).joined(separator: "|"))|config\\.\(ConfigPath.pattern))$"
  ).with("maxLength", .integer(ConfigPath.longest))
}
