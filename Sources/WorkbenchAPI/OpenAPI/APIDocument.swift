import Formats
import HTTPServer

/// The API in OpenAPI 3.1, written from the calls that are served.
struct APIDocument {
  let calls: [Endpoint]
  /// Of the program.
  let version: String
  /// Where a proxy shows the server; empty for nowhere else.
  var basePath = ""

  var json: JSONValue {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "Bearing", "version": .string(version),
        "description":
          "Queue training jobs, read their curves while they grow, log runs that are trained elsewhere. Every error is a problem document (RFC 9457).",
      ],
      // Wherever the document came from.
      "servers": [["url": .string(basePath.isEmpty ? "/" : basePath)]],
      "tags": .array(Self.families.map { ["name": .string($0.name), "description": .string($0.summary)] }),
      "paths": paths,
      "components": ["schemas": .object(components), "securitySchemes": ["token": Self.token]],
      // Only a server that was started with --token-file asks for it.
      "security": [["token": []], [:]],
    ]
  }

  private static let token: JSONValue = [
    "type": "http", "scheme": "bearer", "description": "what is in the server's --token-file",
  ]

  private var paths: JSONValue {
    var paths: [String: [String: JSONValue]] = [:]
    for call in calls {
      paths[call.path, default: [:]][call.method.rawValue.lowercased()] = operation(call)
    }
    return .object(paths.mapValues { .object($0) })
  }

  private func operation(_ call: Endpoint) -> JSONValue {
    var members: [String: JSONValue] = [
      "operationId": .string(call.name), "summary": .string(call.summary),
      "tags": [.string(Self.family(of: call))],
      "responses": .object(
        Dictionary(call.allAnswers.map { ("\($0.status)", $0.json) }, uniquingKeysWith: { first, _ in first })
      ),
    ]
    if !call.parameters.isEmpty { members["parameters"] = .array(call.parameters.map(\.json)) }
    members["requestBody"] = call.body?.json
    return .object(members)
  }

  private var components: [String: JSONValue] {
    var components: [String: JSONValue] = [:]
    for call in calls {
      let ofAnswers = call.allAnswers.flatMap(\.content.values)
      for schema in ofAnswers + call.parameters.map(\.schema) + (call.body.map { [$0.schema] } ?? []) {
        components.merge(schema.components) { first, _ in first }
      }
    }
    return components
  }

  // MARK: Families

  /// Families of calls, in the order in which people meet them, and what begins the paths of each behind `/api/v1`.
  private static let families: [(name: String, paths: [String], summary: String)] = [
    ("jobs", ["jobs", "selection", "queue"], "What is queued"),
    (
      "runs", ["runs", "leases"],
      "One seed of a job each, those that are trained elsewhere, and what workers ask"
    ),
    ("metrics", ["metrics", "metrics.csv", "summary", "stream"], "Points of runs"),
    ("presets", ["presets"], "Ready configs"), ("server", [], "The server itself"),
  ]

  private static func family(of call: Endpoint) -> String {
    let words = call.path.split(separator: "/").dropFirst(2).map(String.init)
    if words == ["metrics", "prometheus"] { return "server" }
    return families.first { family in words.first.map(family.paths.contains) == true }?.name ?? "server"
  }
}

extension Endpoint {
  /// The path as OpenAPI writes it, which knows no rest of a path: its slashes are percent-encoded there.
  var path: String { pattern.description.replacing("...}", with: "}") }

  /// Its own answers first: they are told better.
  var allAnswers: [Answer] { answers + Answer.common(for: self) }
}
