import Formats
import HTTPServer
import Store

extension Workbench {
  /// What `GET /health` answers: a word, or with `verbose=1` the figures too.
  func health(_ request: Request) throws -> Response {
    guard try request.query.integer("verbose", in: 0...1) == 1 else { return .json(["status": "ok"]) }
    return .json(try health().json)
  }

  func health() throws -> Health {
    Health(
      version: versions["bearing"] ?? "", uptimeSeconds: (ContinuousClock.now - start) / .seconds(1),
      store: try store.figures(), connections: traffic.connections, requests: traffic.requests,
      slowRequests: traffic.slowRequests, staleAfter: staleAfter)
  }
}
