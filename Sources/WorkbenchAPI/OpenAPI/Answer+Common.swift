import Formats
import HTTPServer

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
