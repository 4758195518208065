import Formats
import Store
import Tracking

/// What more than one call takes or answers.
extension JSONSchema {
  static let status = Status.schema

  static let metricName = string(matching: "^\(Metric.namePattern)$").with(
    "maxLength", .integer(Metric.longestName))

  /// One of a list in a query, where an empty one is none.
  static let listedName = string(matching: "^(\(Metric.namePattern))?$").with(
    "maxLength", .integer(Metric.longestName))

  /// Runs of a query: an id, or a range whose ends rise.
  static let listedRuns = array(
    of: .any(of: [id, string(matching: "^[1-9][0-9]{0,17}-[1-9][0-9]{0,17}$")]),
    count: 1...PointsQuestion.runsPerQuery)

  /// What ``PointCursor`` reads, but for the rule that its ranges rise and do not overlap.
  static let cursor = string(
    matching: "^(\(step)|(\(change)\\.)?\(group)(\\.\(group))*)$")
  private static let group = "\(step)(_\(number)(-\(number))?)+"
  private static let step = "-?\(number)"
  private static let number = "[0-9]{1,18}"
  private static let change = "c[1-9][0-9]{0,17}"

  /// What a summary gathers by.
  static let summaryKey = summaryKey(#"[^\u0000]"#)
  /// One of a list in a query, where commas part them.
  static let listedSummaryKey = summaryKey(#"[^,\u0000]"#)

  /// - Parameter character: of a tag's key, as a regular expression.
  private static func summaryKey(_ character: String) -> JSONSchema {
    string(
      matching:
        "^(\(SummaryKey.columnNames.joined(separator: "|"))|config(\\.[a-z0-9_]+)+|tag\\.\(character)+)$")
  }

  /// One page of a list.
  ///
  /// - Parameter key: of the items.
  static func page(_ key: String, of item: JSONSchema) -> JSONSchema {
    .object([
      key: array(of: item),
      "next": string.orNull.described("the `after` of the next page; null on the last"),
    ])
  }
}

/// What went wrong (RFC 9457).
extension JSONSchema {
  static let problem = component("Problem", .object(problemMembers))

  /// 422: everything that is wrong with a body.
  static let invalidBody = component(
    "InvalidBody",
    .object(problemMembers.merging(["errors": .array(of: bodyProblem, count: 1...100_000)]) { $1 }))

  /// 409: another number of jobs than the caller expects, or none was said.
  static let otherCount = component(
    "OtherCount",
    .object(
      problemMembers.merging(["count": integer(0 ... .max).described("jobs that it would be done to")]) { $1 }
    ))

  private static let problemMembers: [String: JSONSchema] = [
    "type": string.with("format", "uri-reference").described("about:blank: the status says which kind it is"),
    "title": string.described("the status in words"),
    "status": integer(400...599),
    "detail": string.described("what is wrong here, and what to do about it"),
  ]

  private static let bodyProblem = component(
    "BodyProblem",
    .object(
      [
        "path": string.described("where: $.optimizer.learning_rate"), "message": string,
        "expected": string.described("the nearest thing that would do"), "found": string,
      ], optional: ["expected", "found"]))
}
