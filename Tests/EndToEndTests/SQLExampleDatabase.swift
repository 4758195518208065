import Foundation
import TestSupport

/// A server with runs of three methods, a sweep and a run that failed; and what the API tells of them.
final class SQLExampleDatabase: Sendable {
  static let epochs = 8

  struct Run: Sendable {
    var id: Int
    var experiment: String
    var method: String
    var seed: Int
    /// Points by name, or by name/layer.
    var series: [String: [(step: Int, value: Double)]]
  }

  let server: ServerProcess
  let runs: [Run]
  /// The SQL of `docs/sql.md`, block by block.
  let queries: [String]
  private let tiny: TinyDataset

  init() async throws {
    let page = try String(contentsOf: Fixtures.root.appending(path: "docs/sql.md"), encoding: .utf8)
    queries = page.matches(of: /```sql\n((?s).*?)```/).map { String($0.1) }
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let config = { (method: String, experiment: String, trials: Int, rate: Double) in
      // Fast enough for a few steps to tell it from feedback that stays.
      let feedback = method == "dkp" ? #","feedback":{"optimizer":{"learning_rate":0.03}}"# : ""
      return """
        {"dataset":"mnist","network":{"name":"fc5","width":32},"method":"\(method)","epochs":\(Self.epochs),
         "batch_size":20,"trials":\(trials),"experiment":"\(experiment)","optimizer":{"learning_rate":\(rate)}\(feedback)}
        """
    }
    var bodies = ["dkp", "dfa", "bp"].map { config($0, "demo", 3, 0.0003) }
    bodies += [0.05, 0.0001].map { config("dkp", "sweep", 2, $0) }
    for body in bodies {
      let answer = try await server.post("/api/v1/jobs", body)
      guard answer.status == 201 else { throw ProcessError(description: answer.text) }
    }
    let external = try await server.post(
      "/api/v1/runs", #"{"method":"bp","network":"mlp","dataset":"xor","experiment":"elsewhere"}"#
    ).json()
    let id = external["id"].integer ?? 0
    _ = try await server.post(
      "/api/v1/runs/\(id)/finish", #"{"status":"failed","error":"CUDA out of memory"}"#)
    try await server.wait(for: "13 runs", seconds: 600) {
      try await server.get("/api/v1/runs?status=succeeded").json()["runs"].list.count == 13 ? true : nil
    }
    var runs: [Run] = []
    for run in try await server.get("/api/v1/runs?status=succeeded").json()["runs"].list {
      let id = run["id"].integer ?? 0
      var series: [String: [(step: Int, value: Double)]] = [:]
      for one in try await server.get("/api/v1/metrics?runs=\(id)").json()["series"].list {
        let name = [one["name"].string, one["layer"].string].compactMap { $0 }.joined(separator: "/")
        series[name] = zip(one["steps"].list, one["values"].list).map {
          (step: $0.integer ?? 0, value: $1.double ?? .nan)
        }
      }
      runs.append(
        Run(
          id: id, experiment: run["experiment"].string ?? "", method: run["method"].string ?? "",
          seed: run["seed"].integer ?? 0, series: series))
    }
    self.runs = runs
    self.server = server
    self.tiny = tiny
  }
}
