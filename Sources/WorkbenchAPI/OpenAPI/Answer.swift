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

extension Answer {
  /// The answers that do not depend on what a call does: the server and its checks give them before the call is
  /// asked. Whoever adds such a check adds its status here.
  static func common(for call: Endpoint) -> [Answer] {
    call.method.isSafe ? always : always + changes
  }

  private static let always = [
    Answer.problem(
      400, "The request cannot be read: its framing, its path's or its query's encoding, or a parameter"),
    .problem(
      401, "The server was started with a token, and the request has none or another",
      headers: ["WWW-Authenticate": challenge]),
    .problem(408, "The request took too long to arrive"),
    .problem(414, "The request target is longer than 8 KiB"),
    .problem(421, "`Host` names another server than this"),
    .problem(431, "The header fields are longer than 16 KiB"),
    .problem(
      429, "Too many requests of this kind from one address, or too many wrong tokens",
      headers: ["Retry-After": retryAfter]),
    .problem(503, "The server has too much to do at the moment", headers: ["Retry-After": retryAfter]),
  ]

  /// Those of every call that changes something.
  private static let changes = [
    Answer.problem(403, "`Origin` is a page of another server"),
    .problem(413, "The body is too long"),
    .problem(507, "The disk is full"),
    .problem(415, "The body's `Content-Type` is not application/json", headers: ["Accept": accept]),
  ]

  private static let retryAfter = Header(summary: "Seconds to wait", schema: .integer(0 ... .max))
  private static let challenge = Header(summary: "How to say who one is", schema: .string)
  private static let accept = Header(summary: "What it has to be", schema: .words(["application/json"]))
}
