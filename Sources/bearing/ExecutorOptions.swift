import ArgumentParser
import Foundation
import Training

/// By whom what is queued is trained.
struct ExecutorOptions: ParsableArguments {
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case here, slurm
  }

  @Option(
    help: ArgumentHelp(
      "Who trains: here for this process, slurm for a cluster that sbatch reaches; may be given again for both. Default: here.",
      valueName: "here|slurm"))
  var executor: [Name] = []

  /// They begin with dashes.
  @Option(
    parsing: .unconditional, help: ArgumentHelp("More arguments for sbatch.", valueName: "arguments"))
  var sbatchArgs = ""

  @Option(help: ArgumentHelp("Cores of a run on the cluster whose config does not say.", valueName: "n"))
  var cpusPerRun = 2

  @Option(
    help: ArgumentHelp(
      "Address at which the cluster's nodes reach this server. Default: the one that it listens on.",
      valueName: "url"))
  var workerURL: String?

  @Option(help: ArgumentHelp("Seconds between two looks at the cluster's queue.", valueName: "seconds"))
  var slurmPoll = 5.0

  var isHere: Bool { executor.isEmpty || executor.contains(.here) }
  var isSlurm: Bool { executor.contains(.slurm) }

  func validate() throws {
    guard (1...1024).contains(cpusPerRun) else {
      throw ValidationError("--cpus-per-run must be from 1 to 1024, found \(cpusPerRun)")
    }
    guard (0.2...3600).contains(slurmPoll) else {
      throw ValidationError("--slurm-poll must be from 0.2 to 3600 seconds, found \(slurmPoll)")
    }
    guard SlurmOptions.arguments(of: sbatchArgs) != nil else {
      throw ValidationError("--sbatch-args has a quote that is not closed: \(sbatchArgs)")
    }
  }

  /// - Parameters:
  ///   - data: the data directory.
  ///   - datasets: what `--datasets` says.
  /// - Returns: nil without a cluster.
  func slurm(data: String, datasets: String?, tokenFile: String?) -> SlurmOptions? {
    guard isSlurm else { return nil }
    return SlurmOptions(
      program: Installation.programPath, server: workerURL, tokenFile: tokenFile.map(DataOptions.absolute),
      datasets: datasets.map(DataOptions.absolute), arguments: SlurmOptions.arguments(of: sbatchArgs) ?? [],
      cpus: cpusPerRun, logs: data + "/slurm", poll: slurmPoll)
  }
}
