import Foundation

/// What is known of a request before its body: enough to refuse it.
struct RequestHead {
  let method: String
  let version: String
  let target: String
  let headers: Headers

  /// The body's length as declared; nil when it comes in chunks or not at all.
  let contentLength: Int?

  let isChunked: Bool

  init(method: String, version: String, target: String, headers: Headers) {
    self.method = method
    self.version = version
    self.target = target
    self.headers = headers
    contentLength = headers["Content-Length"].flatMap { Int($0) }
    isChunked = headers["Transfer-Encoding"] != nil
  }

  /// What is wrong with the message's framing, where going on reading would mean guessing where it ends: another
  /// program on the way, guessing otherwise, could be led to take one request for two (RFC 9112, section 11.2).
  var framingProblem: Problem? {
    let lengths = headers.values("Content-Length")
    let codings = headers.values("Transfer-Encoding")
    if codings.count > 1 || codings.contains(where: { $0.lowercased() != "chunked" }) {
      return Problem(status: 501, detail: "The only Transfer-Encoding known here is \"chunked\".")
    }
    if lengths.count > 1 || !codings.isEmpty && !lengths.isEmpty {
      return Problem(status: 400, detail: "The message states its length more than once.")
    }
    if let length = lengths.first, contentLength == nil || !length.utf8.allSatisfy({ 48...57 ~= $0 }) {
      return Problem(status: 400, detail: "The Content-Length \"\(length)\" is not a number of bytes.")
    }
    let hosts = headers.values("Host").count
    if hosts > 1 || hosts == 0 && version != "HTTP/1.0" {
      return Problem(status: 400, detail: "The message needs one Host field and has \(hosts).")
    }
    return nil
  }

  /// Which limit the head is over.
  func limitProblem(_ limits: Server.Configuration) -> Problem? {
    if target.utf8.count > limits.targetLimit {
      return Problem(
        status: 414,
        detail: "The request target has \(target.utf8.count) bytes; \(limits.targetLimit) are the most.")
    }
    // Each field also carries a colon, a space and a line end.
    let bytes = headers.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    if bytes > limits.headerLimit {
      return Problem(
        status: 431, detail: "The header fields have \(bytes) bytes; \(limits.headerLimit) are the most.")
    }
    return nil
  }

  /// Whether the body is too long by what the head declares.
  func bodyProblem(limit: Int) -> Problem? {
    guard let contentLength, contentLength > limit else { return nil }
    return .bodyTooLong(limit: limit)
  }

  /// Whether to answer without reading the body, because the client waits to be told, or because it is too much
  /// to read for nothing.
  func shouldLeaveBody(_ limits: Server.Configuration) -> Bool {
    headers["Expect"] != nil || (contentLength ?? 0) > limits.discardLimit
  }
}

extension Problem {
  static func bodyTooLong(limit: Int) -> Problem {
    Problem(status: 413, detail: "The body may have \(limit) bytes at most.")
  }
}
