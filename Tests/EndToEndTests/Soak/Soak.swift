import Foundation
import Testing
import TestSupport

/// Servers, one after the other, on one data directory, none of which ends in peace.
final class Soak {
  /// A run as it was asked for.
  struct RunRequest {
    let id: Int
    /// Which of ``SoakJobs``.
    let job: Int
    let seed: Int
  }

  private let data: URL
  private let datasets: URL
  private var random: SeededGenerator
  private(set) var runs: [RunRequest] = []
  private(set) var jobs = 0
  private(set) var ends: [SoakMoment: Int] = [:]
  /// Moments that did not come: no checkpoint was being written within the time that it was waited for.
  private(set) var missed = 0
  /// The longest that a server took to leave.
  private(set) var slowestLeave = Duration.zero
  /// Runs that a SIGTERM found under way.
  private(set) var leftBehind = 0

  init(data: URL, datasets: URL, seed: UInt64) {
    self.data = data
    self.datasets = datasets
    random = SeededGenerator(seed: seed)
  }

  /// One server's life.
  func round(_ moment: SoakMoment) async throws {
    if moment == .startUp {
      try await startInVain()
    } else {
      let server = try start()
      try await keepBusy(server)
      switch moment {
      case .startUp: break
      case .training:
        try await pause(milliseconds: 900)
        #expect(server.kill(signal: SIGKILL) == SIGKILL)
      case .checkpoint:
        try await pause(milliseconds: 400)
        if try !waitForUnfinishedCheckpoint() { missed += 1 }
        #expect(server.kill(signal: SIGKILL) == SIGKILL)
      case .acknowledgement:
        try await pause(milliseconds: 300)
        try await submit(to: server)
        #expect(server.kill(signal: SIGKILL) == SIGKILL)
      case .request:
        try await pause(milliseconds: 900)
        try leave(server)
      }
    }
    ends[moment, default: 0] += 1
  }

  /// The last server, which may finish what is left.
  func start() throws -> ServerProcess { try ServerProcess(data: data, arguments: arguments()) }

  private func arguments() -> [String] {
    [
      "--datasets", datasets.path, "--threads", "2", "--workers",
      Bool.random(using: &random) ? "1" : "2",
    ]
  }

  /// Starts a server and kills it before it can do much, perhaps before it has opened the database.
  private func startInVain() async throws {
    let process = Process()
    process.executableURL = ServerProcess.program
    process.arguments = ["serve", "--port", "0", "--data", data.path] + arguments()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try await pause(milliseconds: 250)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private func pause(milliseconds: Int) async throws {
    try await Task.sleep(for: .microseconds(Int.random(in: 0...milliseconds * 1000, using: &random)))
  }

  // MARK: Work

  /// Sees to it that three runs at least are left to do.
  private func keepBusy(_ server: ServerProcess) async throws {
    func isOver(_ run: RunRequest) async throws -> Bool {
      try await server.get("/api/v1/runs/\(run.id)").json()["status"].string == "succeeded"
    }
    var left = 0
    for run in runs.suffix(6) where try await !isOver(run) { left += 1 }
    while left < 3 { left += try await submit(to: server) }
  }

  /// - Returns: the number of runs that were added.
  @discardableResult
  private func submit(to server: ServerProcess) async throws -> Int {
    let seed = 100 * jobs + 1
    let config = SoakJobs.config(jobs, seed: seed, trials: jobs % 5 == 0 ? 2 : 1)
    let answer = try await server.post("/api/v1/jobs", config)
    guard answer.status == 201 else { throw ProcessError(description: answer.text) }
    let ids = try answer.json()["runs"].list.compactMap { $0["id"].integer }
    for (trial, id) in ids.enumerated() { runs.append(RunRequest(id: id, job: jobs, seed: seed + trial)) }
    jobs += 1
    return ids.count
  }

  // MARK: Ends

  /// Watches for the temporary file of a checkpoint for two seconds at most.
  private func waitForUnfinishedCheckpoint() throws -> Bool {
    let folder = data.appending(path: "checkpoints").path
    let end = ContinuousClock.now + .seconds(2)
    while ContinuousClock.now < end {
      for run in runs.suffix(6) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/run-\(run.id)")) ?? []
        if names.contains(where: { $0.hasSuffix(".tmp") }) { return true }
      }
    }
    return false
  }

  private func leave(_ server: ServerProcess) throws {
    let start = ContinuousClock.now
    #expect(server.kill(signal: SIGTERM) == 0, "\(server.log.text)")
    slowestLeave = max(slowestLeave, ContinuousClock.now - start)
    let left = try DatabaseShell.answer(
      data, "select id, step from runs where status = 'interrupted' and step > 0")
    for line in left.split(separator: "\n") {
      let parts = line.split(separator: "|")
      // Others have waited since an earlier server was killed; how far they came then says nothing.
      guard server.log.text.contains("run \(parts[0]) of job") else { continue }
      let checkpoint = "checkpoints/run-\(parts[0])/step-\(parts[1]).safetensors"
      #expect(
        FileManager.default.fileExists(atPath: data.appending(path: checkpoint).path),
        "after SIGTERM there is no \(checkpoint)\n\(server.log.text)")
      leftBehind += 1
    }
    #expect(try DatabaseShell.answer(data, "select count(*) from runs where status = 'running'") == "0\n")
  }
}
