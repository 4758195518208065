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
