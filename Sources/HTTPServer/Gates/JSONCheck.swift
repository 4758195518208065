/// Refuses a change whose body is not declared as JSON.
///
/// A form of another site can send its kinds of body without asking; it cannot send this one.
package struct JSONCheck: Gate {
  package init() {}

  package func admit(_ request: Request) throws(Problem) {
    guard !request.method.isSafe, request.announcesBody else { return }
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
