import Formats
import Store

/// Means over groups of runs, as `/summary` answers them.
extension Schema {
  /// One of a list in a query, where commas part them.
  static let listedSummaryKey = summaryKey(#"[^,\u0000]"#)
  static let summaryKey = summaryKey(#"[^\u0000]"#)

  /// - Parameter character: of a tag's key, as a regular expression.
  private static func summaryKey(_ character: String) -> Schema {
    string(
      matching:
        "^(\(SummaryKey.columnNames.joined(separator: "|"))|config(\\.[a-z0-9_]+)+|tag\\.\(character)+)$")
  }

  static let summary = component(
    "Summary",
    .object([
      "metric": metricName, "layer": string.orNull, "group_by": array(of: string),
      "groups": array(
        of: .object([
          "key": map(of: Schema(["type": ["null", "number", "string"]])).described(
            "what the group's runs have in common, by the keys of `group_by`"),
          "n": integer(1 ... .max).described("runs"),
          "nulls": integer(0 ... .max).described(
            "of these the runs whose last value is null: the mean and what follows are over the others"),
          "mean": number.orNull,
          "sd": number.orNull.described("sample standard deviation, n - 1; null below two numbers"),
          "min": number.orNull, "max": number.orNull,
        ])),
    ]))
}
