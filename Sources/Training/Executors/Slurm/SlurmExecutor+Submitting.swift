import Concurrency
import Foundation
import Logging
import Synchronization
import Tracking

/// What is handed over.
extension SlurmExecutor {
  static let refusalLead = "could not be handed to Slurm: "
  /// Seconds before a refused submission is tried again.
  private static let pauseAfterRefusal = 30.0

  /// - Throws: an error of the store.
  func handOver() throws {
    guard TimedCondition.now >= state.withLock({ $0.patience }) else { return }
    let waiting = try submissions.unsubmittedRuns(in: promise.places, limit: Self.mostAtOnce)
    let ids = Set(waiting.map(\.run.id))
    state.withLock { state in
      state.waits = state.waits.filter { ids.contains($0.key) || !$0.value.hasPrefix(Self.refusalLead) }
    }
    guard !waiting.isEmpty else { return }
    let (hopeless, others) = waiting.split { $0.failures >= Self.mostFailures }
    for next in hopeless { try giveUp(next) }
    let batches = SlurmBatch.batches(
      of: others, options: options, longest: longestArray(),
      need: { [datasets] in Self.need($0, threads: $1, datasets) })
    for batch in batches { try handOver(batch) }
  }

  private func handOver(_ batch: SlurmBatch) throws {
    guard let address = options.server ?? state.withLock({ $0.server }) else { return }
    do {
      try FileManager.default.createDirectory(atPath: options.logs, withIntermediateDirectories: true)
      let told = try SlurmCommand.run(
        "sbatch", batch.arguments(options), input: batch.script(options, server: address))
      // "12", or "12;cluster".
      let job = told.prefix { $0.isNumber }
      guard !job.isEmpty else {
        throw SlurmCommand.Failure(command: "sbatch", message: "expected a job's number, found \(told)")
      }
      for (index, run) in batch.runs.enumerated() {
        try submissions.submitted(run: run, to: name, as: "\(job)_\(index)")
      }
      state.withLock { state in for run in batch.runs { state.waits[run] = nil } }
      log.info("job \(batch.job): \(batch.runs.count) run(s) handed to Slurm as \(job)")
    } catch let failure as SlurmCommand.Failure {
      // It may pass: a controller that is away, a limit on what may be queued. What does not is for the user to see, and to cancel.
      log.error("job \(batch.job): \(failure)")
      state.withLock { state in
        state.patience = TimedCondition.now + Self.pauseAfterRefusal
        for run in batch.runs { state.waits[run] = "\(Self.refusalLead)\(failure.message); tried again" }
      }
    }
  }

  /// Of a run that nobody ever begins: its program does not start there, or does not reach the server.
  private func giveUp(_ waiting: WaitingRun) throws {
    try submissions.fail(
      waiting: waiting.run.id,
      message:
        "\(waiting.failures) tasks of the cluster ended one after the other without having begun this run; what they"
        + " printed is in \(options.logs). Mend that (bearing doctor --executor slurm looks for the usual causes) and submit"
        + " the job again")
  }

  /// What a config asks for, and the bytes that a run of it needs with so many threads.
  private static func need(
    _ text: String, threads: Int, _ datasets: DatasetLibrary
  ) -> (Resources, Int?) {
    guard let config = try? JobConfig(parsing: Data(text.utf8), datasets: datasets) else {
      return (Resources(), nil)
    }
    return (config.resources, try? config.memoryNeed(in: datasets, threads: threads).bytes)
  }

  /// Tasks of one array at most: `MaxArraySize` is the least index that is too great.
  private func longestArray() -> Int {
    if let known = state.withLock({ $0.longestArray }) { return known }
    let config = try? SlurmCommand.run("scontrol", ["show", "config"])
    let size = config.flatMap { SlurmSettings($0)["MaxArraySize"] }.flatMap { Int($0) } ?? 1001
    let longest = max(1, min(size - 1, 1000))
    if config != nil { state.withLock { $0.longestArray = longest } }
    return longest
  }
}

/// What `scontrol show config` prints.
package struct SlurmSettings: Sendable {
  private let values: [String: String]

  package init(_ text: String) {
    values = text.split(separator: "\n").reduce(into: [:]) { values, line in
      let halves = line.split(separator: "=", maxSplits: 1)
      guard halves.count == 2 else { return }
      values[halves[0].trimmingCharacters(in: .whitespaces)] = halves[1].trimmingCharacters(in: .whitespaces)
    }
  }

  package subscript(key: String) -> String? { values[key] }
}

extension Array {
  /// Those that are so, and the others, each in their order.
  fileprivate func split(_ isSo: (Element) -> Bool) -> (those: [Element], others: [Element]) {
    (filter(isSo), filter { !isSo($0) })
  }
}
