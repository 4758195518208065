import Foundation
import TestSupport

/// An experiment that a test logs into as MLflow's client does, call by call.
struct TrackedExperiment {
  let id: String
  fileprivate let server: ServerProcess
  fileprivate let headers: [String: String]

  /// - Parameter headers: go with every call.
  init(_ name: String, on server: ServerProcess, headers: [String: String] = [:]) async throws {
    self.server = server
    self.headers = headers
    let made = try await Self.call("experiments/create", ["name": name], on: server, headers)
    guard let id = made["experiment_id"].string else { throw ProcessError(description: made.text) }
    self.id = id
  }

  /// Opens a run.
  func run(_ name: String) async throws -> TrackedRun {
    let made = try await call(
      "runs/create", ["experiment_id": id, "run_name": name, "start_time": 1_750_000_000_000])
    guard let id = made["run"]["info"]["run_id"].string else { throw ProcessError(description: made.text) }
    return TrackedRun(id: id, experiment: self)
  }

  @discardableResult
  fileprivate func call(_ path: String, _ body: [String: Any]) async throws -> JSONTree {
    try await Self.call(path, body, on: server, headers)
  }

  private static func call(
    _ path: String, _ body: [String: Any], on server: ServerProcess, _ headers: [String: String]
  ) async throws -> JSONTree {
    let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
    let answer = try await server.post("/api/2.0/mlflow/\(path)", text, headers: headers)
    guard answer.status == 200 else { throw ProcessError(description: "\(path): \(answer.text)") }
    return try answer.json()
  }
}

/// One of its runs.
struct TrackedRun {
  /// 32 digits.
  let id: String
  let experiment: TrackedExperiment

  /// As the pages call it.
  var number: Int { Int(id) ?? 0 }
  /// What the client prints behind the server's address at the end of a run.
  var link: String { "#/experiments/\(experiment.id)/runs/\(id)" }

  func log(_ name: String, _ steps: ClosedRange<Int>, _ value: (Int) -> Double) async throws {
    try await log(steps.map { point(name, $0, value($0)) })
  }

  /// One point of each metric.
  func log(_ names: [String], at step: Int) async throws {
    try await log(names.map { point($0, step, 1) })
  }

  func say(params: [String: String] = [:], tags: [String: String] = [:]) async throws {
    try await experiment.call(
      "runs/log-batch", ["run_id": id, "params": pairs(params), "tags": pairs(tags)])
  }

  /// Says that it was fed with a dataset.
  func feed(with name: String, for context: String) async throws {
    let dataset = ["name": name, "digest": "a33c8ed0", "source_type": "local", "source": "{}"]
    let input: [String: Any] = ["dataset": dataset, "tags": pairs(["mlflow.data.context": context])]
    try await experiment.call("runs/log-inputs", ["run_id": id, "datasets": [input]])
  }

  /// - Parameter path: percent-encoded.
  func put(_ bytes: Data, at path: String, as type: String) async throws {
    let answer = try await experiment.server.send(
      "PUT", "/api/2.0/mlflow-artifacts/artifacts/\(experiment.id)/\(id)/artifacts/\(path)", body: bytes,
      headers: ["Content-Type": type].merging(experiment.headers) { $1 })
    guard answer.status == 200 else { throw ProcessError(description: "\(path): \(answer.text)") }
  }

  func finish() async throws {
    try await experiment.call(
      "runs/update", ["run_id": id, "status": "FINISHED", "end_time": 1_750_000_100_000])
  }

  private func log(_ points: [[String: Any]]) async throws {
    try await experiment.call("runs/log-batch", ["run_id": id, "metrics": points])
  }

  private func point(_ name: String, _ step: Int, _ value: Double) -> [String: Any] {
    ["key": name, "value": value, "step": step, "timestamp": 1_750_000_000_000 + 1000 * step]
  }

  private func pairs(_ texts: [String: String]) -> [[String: String]] {
    texts.map { ["key": $0.key, "value": $0.value] }
  }
}

/// A picture as somebody logs one.
enum LoggedPicture {
  /// One pixel.
  static let png = Data(
    base64Encoded:
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")!
}
