/// Looks at the head of a request, before its body is read, and refuses what may not come in.
package protocol Gate: Sendable {
  /// Lets a request in, or says why not.
  ///
  /// - Parameter request: its body has not been read, and is empty here; see ``Request/announcesBody``.
  /// - Throws: the answer.
  func admit(_ request: Request) throws(Problem)
}

/// Refuses a change whose body is not declared as JSON.
///
/// A form of another site can send its kinds of body without asking; it cannot send this one.
package struct JSONCheck: Gate {
  /// Beginnings of paths, as segments, below which a PUT may bring a file of any kind: a form cannot send a PUT, and a script of
  /// another site has to ask first.
  private let folders: [[String]]

  private static let changes: Set<Method> = [.post, .put, .patch, .delete]

  package init(filesBelow folders: [[String]] = []) { self.folders = folders }

  package func admit(_ request: Request) throws(Problem) {
    // Of other methods there is none that would be let in further on.
    guard Self.changes.contains(request.method), request.announcesBody else { return }
    if request.method == .put, folders.contains(where: { request.segments.starts(with: $0) }) { return }
    let given = request.headers["Content-Type"] ?? ""
    let type = given.split(separator: ";", maxSplits: 1).first.map(String.init) ?? ""
    guard type.filter({ $0 != " " && $0 != "\t" }).lowercased() == "application/json" else {
      throw Problem(
        status: 415,
        detail: "The body's Content-Type must be application/json, not \"\(given)\".",
        headers: ["Accept": "application/json"])
    }
  }
}

/// Refuses a change that a page of another site asks for.
///
/// A browser puts `Origin` on every POST, PUT, PATCH and DELETE; command-line clients leave it out.
package struct OriginCheck: Gate {
  package init() {}

  package func admit(_ request: Request) throws(Problem) {
    guard !request.method.isSafe, let origin = request.headers["Origin"] else { return }
    let host = request.headers["Host"]?.lowercased() ?? ""
    // Both schemes, because a proxy in front may speak TLS.
    guard !host.isEmpty, ["http://\(host)", "https://\(host)"].contains(origin.lowercased()) else {
      throw Problem(
        status: 403,
        detail: "A page of \"\(origin)\" may not change anything here; only this server's own may.")
    }
  }
}
