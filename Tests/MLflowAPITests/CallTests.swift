import Formats
import Foundation
import HTTPServer
import Logging
import Store
import Testing
import Tracking

@testable import MLflowAPI

/// Every call, whatever is thrown at it.
struct CallTests {
  private let directory: String
  private let store: Store
  private let router: Router
  let calls: [Call]

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "mlflow-\(UUID().uuidString)").path
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    store = try Store.open(directory: directory, migrations: root.appending(path: "migrations").path)
    let tracking = MLflowTracking(
      store: store, layered: ["angle"], log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    calls = tracking.calls
    var router = Router()
    tracking.mount(on: &router)
    self.router = router
  }

  private func answer(_ method: HTTPServer.Method, _ path: String, _ body: String = "") throws -> (
    Int, JSONValue
  ) {
    let request = try Request(method: method, target: path, body: Data(body.utf8))
    let response = try router.respond(to: request)
    guard case .data(let data) = response.body else { return (response.status, .null) }
    return (response.status, try data.isEmpty ? [:] : JSONValue(parsing: data))
  }

  private func run() throws -> String {
    let (status, answer) = try answer(.post, "/api/2.0/mlflow/runs/create", #"{"experiment_id": "0"}"#)
    #expect(status == 200)
    return try #require(answer["run"]?["info"]?["run_id"]?.string)
  }

  @Test func `no call answers junk with anything but a refusal that its client does not repeat`() throws {
    let run = try run()
    let junk = [
      "", "{}", "[]", "5", "null", "{", "\u{0}", #"{"run_id": 5, "experiment_id": {}, "key": [], "name": 1}"#,
      #"{"run_id": "\#(run)", "key": "a//b", "value": "x", "metrics": [1], "params": {}, "tags": "x"}"#,
      #"{"run_id": "\#(run)", "metrics": [{"key": "a", "value": 1e999, "timestamp": -1, "step": 9223372036854775807}]}"#,
      #"{"run_id": "\#(run)", "key": "a", "value": "NaN", "timestamp": 1, "step": -9223372036854775808}"#,
      #"{"experiment_id": "99999999999999999999", "experiment_ids": ["x"], "filter": "((", "order_by": ["~"], "max_results": -1}"#,
      #"{"experiment_ids": ["0"], "filter": "\u0000", "page_token": "x"}"#,
      String(repeating: "[", count: 100_000),
    ]
    for call in calls {
      let path = call.path.replacing("{path...}", with: "0/x/artifacts/y").replacing("{id}", with: "m-1")
        .replacing("{key...}", with: "k")
      for body in junk {
        let query = call.method == .get ? "?run_id=x&path=..&page_token=x&max_results=x" : ""
        let (status, answer) = try answer(call.method, "/api/2.0\(path)\(query)", body)
        #expect(
          (200..<500).contains(status) && ![408, 429].contains(status),
          "\(call.method) \(path) \(body.prefix(80))")
        if status == 200 { continue }
        let (code, message) = (answer["error_code"]?.string, answer["message"]?.string)
        #expect(
          code != nil && code != "INTERNAL_ERROR" && message?.isEmpty == false, "\(path) \(body.prefix(80))")
      }
    }
    // Nothing of it has been kept, but that a param may be called so and have such a value.
    let (_, after) = try answer(.get, "/ajax-api/2.0/mlflow/runs/get?run_id=\(run)")
    #expect(
      after["run"]?["data"]?["metrics"] == []
        && after["run"]?["data"]?["params"] == [["key": "a", "value": "NaN"]])
  }

  @Test func `calls that are not there say so`() throws {
    for path in ["/api/2.0/mlflow/registered-models/search", "/api/3.0/mlflow/traces", "/ajax-api/2.0/x"] {
      for method in [HTTPServer.Method.get, .post, .put, .patch, .delete] {
        let (status, answer) = try answer(method, path)
        #expect(status == 404 && answer["error_code"] == "ENDPOINT_NOT_FOUND")
      }
    }
  }

  @Test func `a batch is read as far as it has to be, and counted`() throws {
    let body = #"""
      {"more": {"deep": [1, "]", {}]}, "metrics": [
        {"key": "a", "value": "-Infinity", "timestamp": "5", "step": "-3", "x": null},
        {"step": 2, "timestamp": 6, "value": 1e-3, "key": "angle/fc1", "run_id": "z"}, {"key": "a", "value": "NaN", "timestamp": 7}],
       "params": [{"key": "p\u00e4", "value": "a\"b"}], "tags": [{"key": "mlflow.runName", "value": "n"}, {"key": "t"}], "run_id": "00000000000000000000000000000018"}
      """#
    let read = try BatchBody(parsing: Data(body.utf8), layered: ["angle"])
    #expect(try read.run == 18)
    let columns = read.batch.columns
    #expect(columns.map(\.metric.key) == ["a", "angle/fc1"] && columns[1].metric.layer == "fc1")
    #expect(columns.map(\.steps) == [[-3, 0], [2]] && columns.map(\.times) == [[5, 7], [6]])
    #expect(columns[0].values[0] == -Double.greatestFiniteMagnitude && columns[0].values[1].isNaN)
    #expect(columns[1].values == [1e-3])
    #expect(read.batch.params == [LoggedText("pä", "a\"b")])
    #expect(read.batch.tags == [LoggedText("t", "")] && read.batch.name == "n")

    func batch(_ key: String, _ count: Int) -> String {
      let element =
        key == "metrics" ? #"{"key": "a", "value": 1, "timestamp": 1}"# : #"{"key": "a", "value": "1"}"#
      return #""\#(key)": [\#(Array(repeating: element, count: count).joined(separator: ","))]"#
    }
    for (parts, isFine) in [
      ([batch("metrics", 1_000)], true), ([batch("metrics", 1_001)], false), ([batch("params", 101)], false),
      ([batch("tags", 101)], false), ([batch("metrics", 901), batch("params", 100)], false),
      ([batch("metrics", 800), batch("params", 100), batch("tags", 100)], true),
    ] {
      let text = "{\"run_id\": \"x\", \(parts.joined(separator: ","))}"
      if isFine {
        #expect(throws: Never.self) { try BatchBody(parsing: Data(text.utf8), layered: []) }
      } else {
        #expect(throws: MLflowError.self) { try BatchBody(parsing: Data(text.utf8), layered: []) }
      }
    }
  }
}
