/// Refuses a request whose `Host` is not one of ours.
///
/// A page anywhere can point its own name at 127.0.0.1 ("DNS rebinding") and then read from a server there as if it
/// were its own; but its requests still carry that name.
package struct HostCheck: Middleware {
  /// The names a server on the loopback interface is called by.
  package static let loopback = HostCheck(names: ["localhost", "127.0.0.1", "[::1]"])

  let names: [String]

  /// - Parameter names: host names in lower case, without a port; any port is right, since a tunnel changes it.
  package init(names: [String]) {
    self.names = names
  }

  package func respond(to request: Request, next: Handler) throws -> Response {
    // Only HTTP/1.0 may leave it out, which no browser speaks; the server has refused the rest.
    guard let host = request.headers["Host"] else { return try next(request) }
    guard names.contains(HostCheck.name(in: host).lowercased()) else {
      throw Problem(
        status: 421,
        detail: "This server is not \"\(host)\"; it answers to \(names.joined(separator: ", ")).")
    }
    return try next(request)
  }

  /// `host` without its port: "localhost:8080" is "localhost", "[::1]:8080" is "[::1]".
  private static func name(in host: String) -> Substring {
    guard let colon = host.lastIndex(of: ":") else { return host[...] }
    let port = host[host.index(after: colon)...]
    return port.allSatisfy { $0.isASCII && $0.isNumber } ? host[..<colon] : host[...]
  }
}
