import Formats
import Store

/// Queries and their rows, as ``SQLRequest`` reads and ``SQLResult`` writes them.
extension Schema {
  static let sqlRequest = component(
    "SQLRequest",
    .object(
      [
        "query": string(1...SQLConsole.longestQuery).described("one SELECT"),
        "limit": integer(1...SQLConsole.mostRows).with("default", .integer(SQLConsole.defaultRows))
          .described("rows at most"),
      ], optional: ["limit"]))

  static let sqlResult = component(
    "SQLResult",
    .object([
      "columns": array(of: string),
      "rows": array(of: array(of: Schema(["type": ["null", "number", "string"]])))
        .described("integers exact whatever their size, blobs as hexadecimal digits"),
      "truncated": boolean.described("whether there are more rows"),
      "milliseconds": number.with("minimum", 0),
    ]))
}
