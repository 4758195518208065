import Formats
import Foundation
import HTTPServer

extension Workbench {
  /// What is asked of the server itself.
  var systemEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/health", "getHealth", "Whether the server is alive",
        // A word needs nobody; the figures are read from the database.
        paceOf: { $0.query.items.isEmpty ? .immediate : .reading },
        parameters: [.query("verbose", .integer(0...1), "1: with what it has to do")],
        answers: [.ok(.health, "It is; the figures are there with `verbose=1`")]
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
}
