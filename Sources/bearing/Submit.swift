import ArgumentParser
import Foundation
import Tracking
import Training

/// `bearing submit CONFIG.json|PRESET`: sends a job to a server.
struct Submit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send a config to a server and, if asked, watch it.")

  @OptionGroup var source: ConfigSource

  @Option(help: "The server's address.")
  var server = "http://127.0.0.1:8080"

  @Option(help: "File with the server's token, if it wants one. Default: $BEARING_TOKEN_FILE.")
  var tokenFile: String?

  @Flag(help: "Stay and show the job's progress until it ends.")
  var watch = false

  func run() throws {
    let client = try ServerClient(server, tokenFile: tokenFile)
    let job = try client.post("/api/v1/jobs", source.value())
    guard let id = job["id"]?.integer else { throw Failure("the server's answer has no job id") }
    let runs = (job["runs"]?.array ?? []).compactMap { $0["id"]?.integer.map(String.init) }
    print("job \(id) is queued: \(server)/?runs=\(runs.joined(separator: ","))")
    guard watch else { return }
    var line = ProgressLine()
    var epochsShown: [Int: Int] = [:]
    while true {
      let job = try client.get("/api/v1/jobs/\(id)")
      for run in job["runs"]?.array ?? [] { showEpoch(run, in: &epochsShown, on: &line) }
      if let status = job["status"]?.string.flatMap(Status.init), status.isFinal {
        line.print("job \(id) \(status.rawValue)" + (job["message"]?.string.map { ": \($0)" } ?? ""))
        if status != .succeeded { throw ExitCode.failure }
        return
      }
      if let run = job["runs"]?.array?.first(where: { $0["status"]?.string == "running" }) {
        line.update(state(of: run, in: job))
      }
      Thread.sleep(forTimeInterval: 0.5)
    }
  }

  /// A plain line for each epoch that has ended since the last look.
  private func showEpoch(_ run: JSONValue, in shown: inout [Int: Int], on line: inout ProgressLine) {
    guard let id = run["id"]?.integer, let accuracy = run["latest"]?["test_accuracy"]?.double,
      let epoch = run["epoch"]?.integer, let epochs = run["epochs"]?.integer
    else { return }
    // The accuracy is that of the last whole epoch; until a run has ended it is one behind.
    let done = run["status"]?.string == "running" ? epoch - 1 : epoch
    guard done > shown[id, default: 0] else { return }
    shown[id] = done
    line.print("run \(id)  epoch \(done)/\(epochs)  test " + ProgressLine.fixed(accuracy * 100, 2) + " %")
  }

  private func state(of run: JSONValue, in job: JSONValue) -> ProgressLine.State {
    ProgressLine.State(
      epoch: run["epoch"]?.integer ?? 0, epochs: run["epochs"]?.integer ?? 0, step: run["step"]?.integer ?? 0,
      steps: run["steps"]?.integer ?? 0, loss: run["latest"]?["loss"]?.double,
      accuracy: run["latest"]?["accuracy"]?.double,
      samplesPerSecond: job["progress"]?["samples_per_second"]?.double,
      secondsLeft: job["progress"]?["eta_seconds"]?.double)
  }
}
