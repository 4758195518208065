import Foundation
import TestSupport

/// A server with what a few days of work leave behind, made once for all tests that only look at it: real runs, trained on
/// a small dataset.
///
/// - `fig2`: dfa, dkp and bp, three seeds each, three epochs of ten iterations, with angles.
/// - `sweep`: dfa with three learning rates.
/// - `odd`: a run that diverged, and two that are trained elsewhere: one with a NaN and a metric of its own, one that was
///   posted twice with the same seed.
actor TrainedServer {
  static let shared = TrainedServer()

  private var started: ServerProcess?
  private let tiny = Result { try TinyDataset() }

  /// The server, once everything has been trained.
  func server() async throws -> ServerProcess {
    if let started { return started }
    let server = try ServerProcess(arguments: ["--datasets", try tiny.get().root.path])
    for method in ["dfa", "dkp", "bp"] {
      try await post(
        server, ["experiment": "fig2", "name": method, "method": method, "epochs": 3, "trials": 3, "seed": 1])
    }
    try await post(
      server,
      [
        "experiment": "sweep", "method": "dfa", "epochs": 2, "trials": 2,
        "sweep": ["optimizer.learning_rate": [0.001, 0.01, 0.1]],
      ])
    try await post(
      server,
      [
        "experiment": "odd", "name": "too fast", "method": "bp", "epochs": 2,
        "optimizer": ["name": "sgd", "learning_rate": 1000],
      ])
    try await log(
      server, name: "from elsewhere", seed: 7,
      values: (1...40).map { $0 == 20 ? "null" : "\(1 / Double($0))" })
    for _ in 1...2 { try await log(server, name: "twice", seed: 3, values: (1...10).map(String.init)) }
    try await server.settle()
    started = server
    return server
  }

  private func post(_ server: ServerProcess, _ job: [String: Any]) async throws {
    var job = job
    job["dataset"] = "mnist"
    job["network"] = ["name": "fc5", "width": 32]
    job["batch_size"] = 20
    let body = String(decoding: try JSONSerialization.data(withJSONObject: job), as: UTF8.self)
    let answer = try await server.post("/api/v1/jobs", body)
    guard answer.status == 201 else { throw ProcessError(description: answer.text) }
  }

  private func log(_ server: ServerProcess, name: String, seed: Int, values: [String]) async throws {
    let opened = try await server.post(
      "/api/v1/runs",
      #"{"experiment":"odd","name":"\#(name)","method":"bp","network":"torch-mlp","dataset":"mnist","seed":\#(seed)}"#
    )
    guard let id = try opened.json()["id"].integer else { throw ProcessError(description: opened.text) }
    let steps = (1...values.count).map(String.init).joined(separator: ",")
    let list = values.joined(separator: ",")
    for metric in ["loss", "gradient_norm"] {
      _ = try await server.post(
        "/api/v1/runs/\(id)/metrics",
        #"{"series":[{"name":"\#(metric)","steps":[\#(steps)],"values":[\#(list)]}]}"#)
    }
    _ = try await server.post("/api/v1/runs/\(id)/finish", #"{"status":"succeeded"}"#)
  }
}

extension ServerProcess {
  /// Waits until every job has come to an end, good or bad.
  func settle(seconds: Double = 120) async throws {
    try await wait(for: "the jobs", seconds: seconds) {
      let jobs = try await get("/api/v1/jobs?limit=100").json()["jobs"].list
      return jobs.allSatisfy { ["succeeded", "failed"].contains($0["status"].string) } ? true : nil
    }
  }
}
