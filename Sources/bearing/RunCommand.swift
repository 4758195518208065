import ArgumentParser
import Datasets
import Files
import Formats
import Foundation
import Learning
import Logging
import Store
import Tracking
import Training

/// `bearing run CONFIG.json|PRESET`: trains here, in this process, and stores what a server would store.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Train a config here, without a server.")

  @OptionGroup var source: ConfigSource
  @OptionGroup var dataOptions: DataOptions
  @OptionGroup var threadOptions: ThreadOptions

  @Option(help: "Write every stored point to this CSV file at the end.")
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write the learned weights to this safetensors file. With several trials each has a file of its own: F-seed-1.safetensors, ...",
      valueName: "F.safetensors"))
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Trials side by side, which share the cores that training may use: auto for as many as there are cores and memory for, or a number.",
      valueName: "auto|N"))
  var workers = Workers.auto

  func validate() throws { try workers.check(in: 1...Workers.range.upperBound) }

  func run() throws {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    let log = Logger(label: "bearing")
    let datasets = dataOptions.datasetLibrary
    let config = try self.config(datasets)
    for seed in config.seeds {
      try Self.path(save, of: seed, among: config.trials).map { try SafetensorsWriter.check(path: $0) }
    }
    let directory = try DataDirectory(dataOptions, log: log)
    let store = directory.store
    let job: Job
    do {
      job = try LockedDatabase.patiently(store.path) { try store.insert(config.newJob(datasets: datasets)) }
    } catch let error as ConfigError {
      throw error.forTerminal
    }
    let stop = StopSignal()
    let worst = try TrialTeam(
      job, config, in: directory, datasets: datasets,
      cores: CoreShares(cores: threadOptions.count, workers: workers.count), log: log,
      savePath: { [save] in Self.path(save, of: $0, among: config.trials) }, hasStopped: stop.check
    ).train()
    // What has not begun is not left for a server to find.
    if worst == .cancelled, try store.job(job.id)?.status.isFinal == false {
      _ = try LockedDatabase.patiently(store.path) { try store.cancel(job: job.id) }
    }
    if let csv { try writeCSV(of: job, from: store, to: csv) }
    try directory.close()
    if worst != .succeeded { throw ExitCode.failure }
  }

  private func config(_ datasets: DatasetLibrary) throws -> JobConfig {
    var value = try source.value()
    // Whoever takes the run up again may do so from another folder.
    if let path = value["initial_weights"]?.string {
      value = value.overlaid(with: ["initial_weights": .string(DataOptions.absolute(path))])
    }
    do {
      return try JobConfig(value, datasets: datasets, allowingFiles: true)
    } catch let error as ConfigError {
      throw error.forTerminal
    }
  }

  /// Where `--save` puts the weights of the trial with this seed.
  private static func path(_ save: String?, of seed: UInt64, among trials: Int) -> String? {
    guard let save else { return nil }
    let path = DataOptions.absolute(save)
    guard trials > 1 else { return path }
    let (stem, ending) = ((path as NSString).deletingPathExtension, (path as NSString).pathExtension)
    return "\(stem)-seed-\(seed)" + (ending.isEmpty ? "" : ".\(ending)")
  }

  private func writeCSV(of job: Job, from store: Store, to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw Failure("cannot write \(path): choose another place with --csv FILE") }
    var export = try store.csv(runs: job.runs.map(\.id))
    while let part = try export.next() { try file.write(contentsOf: part) }
    try file.close()
  }
}
