import HTTPServer
import Training

extension Workbench {
  /// What is asked of the server itself.
  var systemEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/health", "getHealth", "Whether the server is alive",
        answers: [.ok(.object(["status": .words(["ok"])]), "It is")]
      ) { _ in
        .json(["status": "ok"])
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
