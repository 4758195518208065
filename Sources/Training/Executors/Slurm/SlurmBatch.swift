import Foundation
import Tracking

/// Runs of one job that are handed over in one call of `sbatch`, as an array with a task for each.
struct SlurmBatch {
  let job: Int64
  let runs: [Int64]
  let threads: Int
  let resources: Resources
  /// Megabytes to ask for; nil to leave that to the cluster.
  let megabytes: Int?

  /// Runs that can go together, in their order.
  ///
  /// - Parameters:
  ///   - longest: tasks of one array at most.
  ///   - need: bytes that a run of a config needs with so many threads; nil where nobody can tell.
  static func batches(
    of waiting: [WaitingRun], options: SlurmOptions, longest: Int,
    need: (_ config: String, _ threads: Int) -> (resources: Resources, bytes: Int?)
  ) -> [SlurmBatch] {
    var batches: [SlurmBatch] = []
    var open: [String: Int] = [:]
    for next in waiting {
      let run = next.run
      let asked = need(next.config, run.threads ?? options.cpus).resources
      // One that was begun goes on with as many, so that its sums keep their order.
      let threads = run.threads ?? asked.threads ?? options.cpus
      let key = "\(run.jobID) \(threads)"
      if let place = open[key], batches[place].runs.count < longest {
        batches[place] = batches[place].with(run.id)
        continue
      }
      open[key] = batches.count
      let bytes = need(next.config, threads).bytes
      batches.append(
        SlurmBatch(
          job: run.jobID, runs: [run.id], threads: threads, resources: asked,
          megabytes: megabytes(asked.memory, reckoned: bytes)))
    }
    return batches
  }

  private func with(_ run: Int64) -> SlurmBatch {
    SlurmBatch(job: job, runs: runs + [run], threads: threads, resources: resources, megabytes: megabytes)
  }

  /// A quarter more than was reckoned and what the program takes beside the run, or what the config says.
  private static func megabytes(_ asked: Double?, reckoned: Int?) -> Int? {
    if let asked { return max(1, Int((asked * 1000).rounded())) }
    return reckoned.map { $0 / 800_000 + 400 }
  }

  /// For `sbatch`. What the config says comes after the server's own arguments, and is what holds.
  func arguments(_ options: SlurmOptions) -> [String] {
    var arguments = [
      "--parsable", "--array=0-\(runs.count - 1)", "--job-name=bearing-\(job)",
      "--output=\(options.logs)/%A_%a.log", "--cpus-per-task=\(threads)", "--ntasks=1",
      // It is we who hand a run over again, from its checkpoint and with its attempt counted.
      "--no-requeue",
      // To the program alone, which the script has become.
      "--signal=B:USR1@\(Self.lead(ofMinutes: resources.timeLimit))",
    ]
    if resources.memory == nil, let megabytes { arguments.append("--mem=\(megabytes)M") }
    arguments += options.arguments
    if resources.memory != nil, let megabytes { arguments.append("--mem=\(megabytes)M") }
    if let partition = resources.partition { arguments.append("--partition=\(partition)") }
    if let minutes = resources.timeLimit { arguments.append("--time=\(minutes)") }
    return arguments
  }

  /// Seconds before the end at which a run is told. Slurm looks every half minute and rounds to the early side, so of a limit of
  /// a few minutes it has to be a small part.
  static func lead(ofMinutes limit: Int?) -> Int { min(120, max(5, (limit ?? 1_000_000) * 60 / 6)) }

  /// For the standard input of `sbatch`.
  ///
  /// - Parameter server: the address at which the tasks reach it.
  func script(_ options: SlurmOptions, server: String) -> String {
    var command = [options.program, "worker", "--server", server, "--threads", "\(threads)"]
    if let file = options.tokenFile { command += ["--token-file", file] }
    if let folder = options.datasets { command += ["--datasets", folder] }
    return """
      #!/bin/sh
      # Before the program listens, a signal must not end it.
      trap '' USR1
      set -- \(runs.map(String.init).joined(separator: " "))
      shift "$SLURM_ARRAY_TASK_ID"
      exec \(command.map(Self.quoted).joined(separator: " ")) --run "$1"

      """
  }

  /// As a shell takes it for one word.
  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789/._-:=@%+,".unicodeScalars.contains($0))
      }
    return isPlain ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}
