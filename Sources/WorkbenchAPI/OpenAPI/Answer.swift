import Formats
import HTTPServer

/// One of the answers of a call: its status, and what comes with it.
struct Answer: Sendable {
  let status: Int
  let summary: String
  /// By media type.
  let content: [String: JSONSchema]
  /// Header fields beside those that every answer has.
  let headers: [String: Header]

  /// A header field of an answer.
  struct Header: Sendable {
    let summary: String
    let schema: JSONSchema
  }

  init(
    _ status: Int, _ summary: String, content: [String: JSONSchema] = [:], headers: [String: Header] = [:]
  ) {
    self.status = status
    self.summary = summary
    self.content = content
    self.headers = headers
  }

  /// 200 with JSON.
  static func ok(_ schema: JSONSchema, _ summary: String) -> Answer {
    Answer(200, summary, content: ["application/json": schema])
  }

  /// 201 with JSON, and where the new thing is.
  static func created(_ schema: JSONSchema, _ summary: String) -> Answer {
    let location = Header(
      summary: "The path of what was made", schema: JSONSchema.string.with("format", "uri-reference"))
    return Answer(201, summary, content: ["application/json": schema], headers: ["Location": location])
  }

  /// 200 with bytes to be kept in a file, which the answer names.
  static func file(_ type: String, _ schema: JSONSchema, _ summary: String) -> Answer {
    let name = Header(summary: "A name for the file", schema: .string)
    return Answer(200, summary, content: [type: schema], headers: ["Content-Disposition": name])
  }

  /// A problem document; of a bad body with every problem at once.
  static func problem(_ status: Int, _ summary: String, headers: [String: Header] = [:]) -> Answer {
    Answer(
      status, summary, content: ["application/problem+json": status == 422 ? .invalidBody : .problem],
      headers: headers)
  }

  var json: JSONValue {
    var members: [String: JSONValue] = ["description": .string(summary)]
    if !content.isEmpty {
      members["content"] = .object(content.mapValues { ["schema": .object($0.json)] })
    }
    if !headers.isEmpty {
      members["headers"] = .object(
        headers.mapValues {
          ["description": .string($0.summary), "required": true, "schema": .object($0.schema.json)]
        })
    }
    return .object(members)
  }
}
