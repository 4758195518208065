import Foundation

/// One request, whole: the body has been read.
package struct Request: Sendable {
  package var method: Method

  /// The path as it stood in the request line, without the query, and without the server's ``BasePath``.
  package private(set) var path: String

  /// The host and port that a target in absolute form names; nil for the usual form.
  package let authority: String?

  /// The path's segments, each percent-decoded: `/a%2Fb/c` is ["a/b", "c"], `/` is [""].
  package private(set) var segments: [String]

  package let query: Query

  /// The query as it stood in the request line, with its `?`; empty without one.
  let queryText: String

  package var headers: Headers

  package var body: Data

  /// Whether the head says that a body comes.
  package var announcesBody: Bool {
    headers["Transfer-Encoding"] != nil || (headers["Content-Length"].flatMap { Int($0) } ?? 0) > 0
  }

  /// What the router found for the pattern's `{name}` parts.
  package var parameters: [String: String] = [:]

  /// The peer's numeric address, without its port; empty for a request that came through no socket.
  package var remoteAddress: String

  /// What limits for each client count it under: its address, or the network of an IPv6 one.
  package var client: String

  /// Reads a request target: a path with an optional query, in origin form (`/path?query`) or absolute form
  /// (`http://host/path?query`), or `*` (RFC 9112, section 3.2).
  ///
  /// - Throws: a 400 ``Problem`` for any other form and for a broken percent-encoding.
  package init(
    method: Method = .get, target: String, headers: Headers = [:], body: Data = Data(),
    remoteAddress: String = ""
  ) throws(Problem) {
    guard target.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw Problem(status: 400, detail: "The request target has a blank or a control character in it.")
    }
    let origin = try Request.originForm(of: target)
    let halves = origin.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = halves[0]
    var segments: [String] = []
    for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let decoded = PercentEncoding.decode(segment) else {
        throw Problem(
          status: 400, detail: "The path segment \"\(segment)\" is not percent-encoded UTF-8 without NUL.")
      }
      segments.append(decoded)
    }
    guard let query = Query(halves.count > 1 ? halves[1] : "") else {
      throw Problem(status: 400, detail: "The query is not percent-encoded UTF-8 without NUL.")
    }
    self.method = method
    self.path = String(path)
    authority = Request.authority(of: target)
    self.segments = segments
    self.query = query
    queryText = halves.count > 1 ? "?" + halves[1] : ""
    self.headers = headers
    self.body = body
    self.remoteAddress = remoteAddress
    client = remoteAddress
  }

  /// The same request with the base path, if it has one, taken off.
  func below(_ base: BasePath) -> Request {
    let count = base.count(in: segments)
    guard count > 0 else { return self }
    var request = self
    request.segments.removeFirst(count)
    request.path =
      "/"
      + path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).dropFirst(count)
      .joined(separator: "/")
    return request
  }

  /// `host:port` of `http://host:port/path`.
  private static func authority(of target: String) -> String? {
    guard !target.hasPrefix("/"), let start = target.firstRange(of: "://") else { return nil }
    return String(target[start.upperBound...].prefix { $0 != "/" && $0 != "?" })
  }

  /// The part of a target from its path on.
  private static func originForm(of target: String) throws(Problem) -> Substring {
    if target.hasPrefix("/") || target == "*" { return target[...] }
    for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
      let rest = target.dropFirst(scheme.count)
      guard let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
      return rest[end] == "/" ? rest[end...] : "/" + rest[end...]
    }
    throw Problem(status: 400, detail: "The request target \"\(target)\" must begin with \"/\".")
  }
}

/// A request method. Names are case-sensitive (RFC 9110, section 9.1).
package struct Method: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  package static let get = Method(rawValue: "GET")
  package static let head = Method(rawValue: "HEAD")
  package static let post = Method(rawValue: "POST")
  package static let put = Method(rawValue: "PUT")
  package static let patch = Method(rawValue: "PATCH")
  package static let delete = Method(rawValue: "DELETE")
  package static let options = Method(rawValue: "OPTIONS")

  /// True for methods that only ask and change nothing. A method nobody has heard of is taken for one that does.
  package var isSafe: Bool {
    self == .get || self == .head || self == .options
  }

  package var description: String { rawValue }
}
