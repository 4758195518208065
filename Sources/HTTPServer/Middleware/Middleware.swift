/// Something between the server and the router that may refuse a request, or change it or its answer.
package protocol Middleware: Sendable {
  /// Answers by itself, throws a ``Problem``, or passes the request on to `next`.
  func respond(to request: Request, next: Handler) throws -> Response
}

extension Router {
  /// This router behind `middleware`, of which the first is asked first.
  package func behind(_ middleware: [any Middleware]) -> Handler {
    let innermost: Handler = { request in try respond(to: request) }
    return middleware.reversed().reduce(innermost) { next, outer in
      { request in try outer.respond(to: request, next: next) }
    }
  }
}
