import Formats
import HTTPServer
import Store

/// A query as `POST /sql` takes it, and as it is handed to the process that runs it.
package struct SQLRequest: Sendable, Equatable {
  /// What the answer is written as.
  package enum Format: String, Sendable, CaseIterable {
    case json, csv
  }

  package var query: String
  /// Rows at most.
  package var limit: Int
  package var format: Format

  package init(query: String, limit: Int, format: Format) {
    self.query = query
    self.limit = limit
    self.format = format
  }

  static let schema = JSONSchema.component(
    "SQLRequest",
    .object(
      [
        "query": .string(1...SQLConsole.longestQuery).described("one SELECT"),
        "limit": .integer(1...SQLConsole.mostRows).with("default", .integer(SQLConsole.defaultRows))
          .described("rows at most"),
      ], optional: ["limit"]))

  /// - Parameters:
  ///   - value: `{"query": "select 1", "limit": 10}`.
  ///   - accept: the `Accept` field; one that names text/csv before JSON asks for that.
  /// - Throws: ``ConfigError`` with every problem at once.
  init(_ value: JSONValue, accept: String?) throws {
    let reader = ConfigReader(value)
    query = reader.text("query", maxLength: SQLConsole.longestQuery, "one SELECT")
    limit = reader.integer(
      "limit", standard: SQLConsole.defaultRows, in: 1...SQLConsole.mostRows, "rows at most")
    reader.reportUnknownKeys()
    try reader.throwProblems()
    let types = (accept ?? "").lowercased().split(separator: ",").map {
      $0.prefix { $0 != ";" }.filter { $0 != " " }
    }
    format = types.first { ["text/csv", "application/json"].contains($0) } == "text/csv" ? .csv : .json
  }
}
