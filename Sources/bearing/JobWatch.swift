import ArgumentParser
import Formats
import Foundation
import Learning
import Tracking
import Training

/// Shows on the terminal how jobs of a server get on, until all have ended.
struct JobWatch {
  let client: ServerClient
  /// Those that have not ended.
  var ids: [Int]
  private var line = ProgressLine()
  private var epochsShown: [Int: Int] = [:]
  private var hasFailed = false

  init(client: ServerClient, ids: [Int]) {
    self.client = client
    self.ids = ids
  }

  /// - Throws: a failure's exit code when a job ended otherwise than with success.
  mutating func run() throws {
    while true {
      var isShown = false
      for id in ids {
        let job = try client.get("/api/v1/jobs/\(id)")
        for run in job["runs"]?.array ?? [] { showEpoch(run) }
        if let status = job["status"]?.string.flatMap(Status.init), status.isFinal {
          line.print("job \(id) \(status.rawValue)" + (job["message"]?.string.map { ": \($0)" } ?? ""))
          hasFailed = hasFailed || status != .succeeded
          ids.removeAll { $0 == id }
        } else if !isShown, let run = job["runs"]?.array?.first(where: { $0["status"]?.string == "running" })
        {
          line.update(Self.state(of: run, in: job))
          isShown = true
        }
      }
      if ids.isEmpty { break }
      Thread.sleep(forTimeInterval: 0.5)
    }
    if hasFailed { throw ExitCode.failure }
  }

  /// A plain line for each epoch that has ended since the last look.
  private mutating func showEpoch(_ run: JSONValue) {
    guard let id = run["id"]?.integer, let accuracy = run["latest"]?[Measure.testAccuracy.name]?.double,
      let epoch = run["epoch"]?.integer, let epochs = run["epochs"]?.integer
    else { return }
    // The accuracy is that of the last whole epoch; until a run has ended it is one behind.
    let done = run["status"]?.string == "running" ? epoch - 1 : epoch
    guard done > epochsShown[id, default: 0] else { return }
    epochsShown[id] = done
    line.print("run \(id)  epoch \(done)/\(epochs)  test " + ProgressLine.fixed(accuracy * 100, 2) + " %")
  }

  private static func state(of run: JSONValue, in job: JSONValue) -> ProgressLine.State {
    ProgressLine.State(
      epoch: run["epoch"]?.integer ?? 0, epochs: run["epochs"]?.integer ?? 0, step: run["step"]?.integer ?? 0,
      steps: run["steps"]?.integer ?? 0, loss: run["latest"]?[Measure.loss.name]?.double,
      accuracy: run["latest"]?[Measure.accuracy.name]?.double,
      samplesPerSecond: job["progress"]?["samples_per_second"]?.double,
      secondsLeft: job["progress"]?["eta_seconds"]?.double)
  }
}
