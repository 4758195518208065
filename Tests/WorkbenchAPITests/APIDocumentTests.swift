import Formats
import Foundation
import HTTPServer
import Logging
import Store
import Testing
import Training

@testable import WorkbenchAPI

/// The API document against the routes that are served.
@Suite struct APIDocumentTests {
  private let workbench: Workbench
  private let document: JSONValue

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "document-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let store = try Store.open(directory: folder.path, migrations: root.appending(path: "migrations").path)
    let log = Logger(label: "test")
    let queue = JobQueue(
      store: store, sink: store.writer, datasets: .registered,
      checkpoints: CheckpointLibrary(data: folder.path, log: log), threads: 1, log: log)
    workbench = Workbench(store: store, queue: queue, datasets: .registered, versions: ["bearing": "1"])
    document = APIDocument(calls: workbench.endpoints, version: "1").json
  }

  /// `GET /api/v1/jobs/{id}` of every operation in the document.
  private var described: Set<String> {
    var calls: Set<String> = []
    for (path, operations) in document["paths"]?.members ?? [:] {
      for method in operations.members?.keys ?? [:].keys { calls.insert("\(method.uppercased()) \(path)") }
    }
    return calls
  }

  @Test func `what is served is described, and what is described is served`() throws {
    let served = workbench.router.routes.filter { $0.pattern != "/api/{rest...}" }
      .map { "\($0.method) \($0.pattern)".replacing("...}", with: "}") }
    #expect(served.count > 15)
    #expect(Set(served) == described)
  }

  @Test func `each call runs at its own pace`() throws {
    let others: [String: HTTPServer.Pace] = [
      "getArchive": .slow, "getPoints": .slow, "askForPoints": .slow, "exportPoints": .slow,
      "askForTable": .slow, "summarize": .slow, "askForSummary": .slow, "runSQL": .slow,
      "estimateJob": .slow,
      "logPoints": .bulk, "putCheckpoint": .bulk, "selectRuns": .slow, "askForSelection": .slow,
      "streamMoreRuns": .reading,
      "getHealth": .immediate,
    ]
    let router = workbench.router
    func pace(_ method: Method, _ target: String) throws -> HTTPServer.Pace {
      let request = try Request(method: method, target: target)
      return router.route(for: request).pace(request)
    }
    for call in workbench.endpoints {
      let path = call.path.replacing("{id}", with: "1").replacing("{name}", with: "x")
      #expect(
        try pace(call.method, path) == others[call.name] ?? (call.method == .get ? .reading : .writing),
        "\(call.name)")
    }
    #expect(try pace(.get, "/api/v1/health?verbose=1") == .reading)
    #expect(try pace(.head, "/api/v1/metrics") == .slow)
    for target in ["/", "/index.html", "/api/v1/nothing"] { #expect(try pace(.get, target) == .immediate) }
  }

  @Test func `every operation has a name of its own, a summary, a family and its parameters`() {
    var names: [String] = []
    let families = Set(document["tags"]?.array?.compactMap { $0["name"]?.string } ?? [])
    for (path, operations) in document["paths"]?.members ?? [:] {
      let inPath = Set(path.matches(of: /{([a-z_]+)}/).map { String($0.1) })
      for (method, operation) in operations.members ?? [:] {
        names.append(operation["operationId"]?.string ?? "")
        #expect(operation["summary"]?.string?.isEmpty == false, "\(method) \(path)")
        #expect(operation["tags"]?.array?.allSatisfy { families.contains($0.string ?? "") } == true)
        let parameters = operation["parameters"]?.array ?? []
        let ofPath = parameters.filter { $0["in"] == "path" }.compactMap { $0["name"]?.string }
        #expect(Set(ofPath) == inPath && ofPath.count == inPath.count, "\(method) \(path)")
        #expect(parameters.allSatisfy { $0["description"]?.string?.isEmpty == false })
        let statuses = operation["responses"]?.members?.keys.compactMap { Int($0) } ?? []
        #expect(statuses.contains { (200..<300).contains($0) } && statuses.contains(400), "\(method) \(path)")
        // What has an id in its path may not be there, and a stream is of runs that are, as what somebody asks for by its id.
        let namesRuns = !inPath.isEmpty || path.hasSuffix("/stream") || path.hasSuffix("/leases")
        #expect(statuses.contains(404) == namesRuns, "\(method) \(path)")
        // What reads a body says what was wrong with it.
        #expect(statuses.contains(422) == (operation["requestBody"] != nil), "\(method) \(path)")
      }
    }
    #expect(Set(names).count == names.count && !names.contains(""))
  }

  @Test func `every reference leads somewhere, and nothing is left over`() {
    func references(_ value: JSONValue) -> [String] {
      switch value {
      case .array(let values): values.flatMap(references)
      case .object(let members):
        members.flatMap { key, value in key == "$ref" ? [value.string ?? "?"] : references(value) }
      default: []
      }
    }
    let there = document["components"]?["schemas"]?.members?.keys.map { "#/components/schemas/\($0)" } ?? []
    #expect(there.count > 10)
    #expect(Set(references(document)) == Set(there))
  }

  @Test func `an object takes no member that is not described`() {
    for (name, schema) in document["components"]?["schemas"]?.members ?? [:] where schema["type"] == "object"
    {
      #expect(schema["additionalProperties"] == false, "\(name)")
    }
  }
}
