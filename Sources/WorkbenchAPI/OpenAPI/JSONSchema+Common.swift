import Formats
import Store
import Tracking

/// What more than one call takes or answers.
extension JSONSchema {
  static let status = Status.schema

  static let metricName = string(matching: "^[a-z][a-z0-9_]{0,63}$")

  /// One of a list in a query, where an empty one is none.
  static let listedName = string(matching: "^([a-z][a-z0-9_]{0,63})?$")

  /// Runs of a query: an id, or a range whose ends rise.
  static let listedRuns = array(
    of: .any(of: [id, string(matching: "^[1-9][0-9]{0,17}-[1-9][0-9]{0,17}$")]),
    count: 1...PointsQuestion.runsPerQuery)

  /// What ``PointCursor`` reads, but for the rule that its ranges rise and do not overlap.
  static let cursor = string(
    matching: "^(\(step)|(\(change)\\.)?\(step)(_\(step)(-\(step))?)+(\\.\(step)(_\(step)(-\(step))?)+)*)$")
  private static let step = "[0-9]{1,18}"
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
