import HTTPServer

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
