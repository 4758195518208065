import Formats
import Foundation
import HTTPServer
import Store

extension Workbench {
  /// What is asked of the server itself.
  var systemEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/health", "getHealth", "Whether the server is alive",
        // A word needs nobody; the figures are read from the database.
        paceOf: { $0.query.items.isEmpty ? .immediate : .reading },
        parameters: [.query("verbose", .integer(0...1), "1: with what it has to do")],
        answers: [.ok(Health.shape.schema, "It is; the figures are there with `verbose=1`")]
      ) { try health($0) },
      Endpoint(
        .get, "/api/v1/metrics/prometheus", "getFigures", "The figures of getHealth for Prometheus",
        answers: [Answer(200, "Text exposition format 0.0.4", content: [PrometheusText.contentType: .string])]
      ) { _ in
        Response(
          headers: ["Content-Type": PrometheusText.contentType],
          body: .data(Data(try health().prometheus.utf8)))
      },
      Endpoint(
        .get, "/api/v1/version", "getVersion", "Versions of everything that takes part in a result",
        answers: [.ok(.map(of: .string), "Versions by name")]
      ) { [versions] _ in
        .json(.object(versions.mapValues { .string($0) }))
      },
    ]
  }

  /// A word, or with `verbose=1` the figures too.
  private func health(_ request: Request) throws -> Response {
    guard try request.query.integer("verbose", in: 0...1) == 1 else {
      return .json(Health.word.json(identity))
    }
    return .json(try health().json)
  }

  private func health() throws -> Health {
    Health(
      identity: identity, uptimeSeconds: (ContinuousClock.now - start) / .seconds(1),
      store: try store.figures(), connections: traffic.connections, requests: traffic.requests,
      slowRequests: traffic.slowRequests, staleAfter: staleAfter)
  }
}

extension Workbench {
  /// The API document, where programs look for it and beside the rest.
  var documentEndpoints: [Endpoint] {
    [
      documentEndpoint("/openapi.json", "findDocument"),
      documentEndpoint("/api/v1/openapi.json", "getDocument"),
    ]
  }

  private func documentEndpoint(_ pattern: Pattern, _ name: String) -> Endpoint {
    Endpoint(
      .get, pattern, name, "This document", answers: [.ok(.anyObject, "OpenAPI 3.1")]
    ) { _ in
      .json(APIDocument(calls: endpoints, version: versions["bearing"] ?? "", basePath: basePath.text).json)
    }
  }
}
