import Formats
import Foundation
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
    try reader.end()
    let types = (accept ?? "").lowercased().split(separator: ",").map {
      $0.prefix { $0 != ";" }.filter { $0 != " " }
    }
    format = types.first { ["text/csv", "application/json"].contains($0) } == "text/csv" ? .csv : .json
  }
}

/// What the process that runs a query hands to the server: a line of JSON about it, then the body as it is sent.
package struct SQLReply: Sendable, Equatable {
  /// 200, or what went wrong.
  package var status: Int
  /// What went wrong, in a sentence.
  package var detail: String?
  package var isTruncated: Bool
  package var body: Data

  init(status: Int, detail: String? = nil, isTruncated: Bool = false, body: Data = Data()) {
    self.status = status
    self.detail = detail
    self.isTruncated = isTruncated
    self.body = body
  }

  /// Runs a query, whatever comes of it.
  package init(to request: SQLRequest, from console: SQLConsole) {
    do {
      let result = try console.run(request.query, limit: request.limit)
      self.init(
        status: 200, isTruncated: result.isTruncated,
        body: request.format == .csv ? result.csv() : result.json)
    } catch let error as SQLError {
      self.init(status: error.status, detail: error.explanation(of: request.query))
    } catch {
      self.init(status: 500, detail: "\(error)")
    }
  }

  /// - Returns: nil for what is cut short.
  init?(parsing data: Data) {
    guard let end = data.firstIndex(of: UInt8(ascii: "\n")),
      let head = try? JSONValue(parsing: Data(data[..<end])), let status = head["status"]?.integer,
      let length = head["length"]?.integer, data.endIndex - end - 1 == length
    else { return nil }
    self.init(
      status: status, detail: head["detail"]?.string, isTruncated: head["truncated"] == true,
      body: Data(data[(end + 1)...]))
  }

  /// As ``init(parsing:)`` reads it.
  package var data: Data {
    let head: JSONValue = [
      "status": .integer(status), "detail": JSONValue(detail), "truncated": .bool(isTruncated),
      "length": .integer(body.count),
    ]
    return Data((head.canonicalText + "\n").utf8) + body
  }
}
