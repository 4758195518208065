import ArgumentParser
import Compute
import Concurrency
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

  func run() throws {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    let log = Logger(label: "bearing")
    let datasets = dataOptions.datasetLibrary
    let config = try self.config(datasets)
    for seed in config.seeds { try savePath(seed, of: config).map { try SafetensorsWriter.check(path: $0) } }
    let directory = try DataDirectory(dataOptions, log: log)
    let store = directory.store
    let job: Job
    do {
      job = try LockedDatabase.patiently(store.path) { try store.insert(config.newJob(datasets: datasets)) }
    } catch let error as ConfigError {
      throw error.forTerminal
    }
    ThreadPriority.lower()
    let lease = LeaseTerms(owner: .local, environment: .here())
    let stop = StopSignal()
    var worst = Status.succeeded
    for run in job.runs where worst != .cancelled {
      let claimed = try LockedDatabase.patiently(store.path) { try store.claim(run: run.id, for: lease) }
      let status = try train(claimed, of: job, config, directory, datasets, log, until: stop)
      if status != .succeeded { worst = status }
    }
    // What has not begun is not left for a server to find.
    if worst == .cancelled, try store.job(job.id)?.status.isFinal == false {
      _ = try LockedDatabase.patiently(store.path) { try store.cancel(job: job.id) }
    }
    if let csv { try writeCSV(of: job, from: store, to: csv) }
    try directory.close()
    if worst != .succeeded { throw ExitCode.failure }
  }

  /// - Returns: the status that the run ended with.
  private func train(
    _ run: Run, of job: Job, _ config: JobConfig, _ directory: DataDirectory, _ datasets: DatasetLibrary,
    _ log: Logger, until stop: StopSignal
  ) throws -> Status {
    let store = directory.store
    var line = ProgressLine()
    line.print("\(job.name), run \(run.id), seed \(run.seed)")
    var start = ContinuousClock.now
    let hasStopped = stop.check
    let host = LocalHost(
      RunLease(run: run, config: .success(config)), from: store, sink: store.writer,
      checkpoints: directory.checkpoints.folder(of: run.id), datasets: datasets, threads: threadOptions.count,
      whileTraining: Self.patience(store.path), atTheEnd: Self.patience(store.path, seconds: 3600), log: log,
      // Nobody waits to take it up again.
      stop: { hasStopped() ? .cancel : nil },
      observer: { event in
        switch event {
        case .note(let note), .warning(let note): line.print(note)
        case .begins: start = .now
        case .progress(.step(let step, let steps, let result)):
          line.update(
            state(run, step, steps, result.loss, result.accuracy, config.learner.batchSize, since: start))
        case .progress(.epoch(let epoch)): line.print(Self.summary(epoch, epochs: run.epochs))
        case .trained(let trainer):
          if let path = savePath(run.seed, of: config) {
            try trainer.saveWeights(to: path)
            line.print("weights saved to \(path)")
          }
        case .ends(let end):
          if end.status == .cancelled { line.print("stopped; what was recorded is kept") }
          if let message = end.message { line.print("failed: \(message)") }
        }
      })
    do {
      return try RunDriver(host).drive().status
    } catch  where LockedDatabase.isForLock(error) {
      throw Failure("\(StoreError.locked(path: store.path))")
    }
  }

  /// What is done about a lock that another program holds on the database for a while, and about a disk that is full: what
  /// has been trained for hours is worth a wait, and whoever sits in front of it can do something about both.
  ///
  /// - Parameter seconds: how long in all.
  private static func patience(_ path: String, seconds: Double = .infinity) -> RetryPolicy {
    RetryPolicy(
      pause: 0.5, limit: seconds, passes: { isForRoom($0) || LockedDatabase.isForLock($0) },
      report: { error, isFirst in
        guard isFirst else { return }
        let reason =
          if error is FileError { "\(error)" } else if isForRoom(error) {
            "\(path): the disk is full; make room there"
          } else { "\(StoreError.locked(path: path))" }
        LockedDatabase.say(reason + "; waiting" + (seconds.isFinite ? " for up to \(Int(seconds)) s" : ""))
      })
  }

  private static func isForRoom(_ error: any Error) -> Bool {
    Store.isForLackOfRoom(error) || (error as? FileError)?.isForLackOfRoom == true
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
  private func savePath(_ seed: UInt64, of config: JobConfig) -> String? {
    guard let save else { return nil }
    let path = DataOptions.absolute(save)
    guard config.trials > 1 else { return path }
    let (stem, ending) = ((path as NSString).deletingPathExtension, (path as NSString).pathExtension)
    return "\(stem)-seed-\(seed)" + (ending.isEmpty ? "" : ".\(ending)")
  }

  private func state(
    _ run: Run, _ step: Int, _ steps: Int, _ loss: Double, _ accuracy: Double, _ batchSize: Int,
    since start: ContinuousClock.Instant
  ) -> ProgressLine.State {
    let pace = Double(step) / max((ContinuousClock.now - start) / .seconds(1), 1e-6)
    return ProgressLine.State(
      epoch: run.epoch(of: step), epochs: run.epochs,
      step: step, steps: steps, loss: loss, accuracy: accuracy, samplesPerSecond: pace * Double(batchSize),
      secondsLeft: Double(steps - step) / pace)
  }

  static func summary(_ epoch: EpochResult, epochs: Int) -> String {
    let percent = { ProgressLine.fixed($0 * 100, 2) + " %" }
    return [
      "epoch \(epoch.epoch)/\(epochs)", "train loss " + ProgressLine.fixed(epoch.training.loss, 4),
      "train " + percent(epoch.training.accuracy), "test loss " + ProgressLine.fixed(epoch.test.loss, 4),
      "test " + percent(epoch.test.accuracy), ProgressLine.fixed(epoch.samplesPerSecond, 0) + " samples/s",
    ].joined(separator: "  ")
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
