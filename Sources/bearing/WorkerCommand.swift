import ArgumentParser
import Compute
import Concurrency
import Datasets
import Formats
import Foundation
import Logging
import Synchronization
import Tracking
import Training
import Worker

/// `bearing worker`: trains runs of a server elsewhere.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Train runs of a server on another machine.",
    discussion: """
      Takes runs from the server's queue until none waits, or the one that is named. SIGTERM, SIGINT and SIGUSR1 end it: the run
      leaves a checkpoint and goes on wherever it is taken up next.
      """)

  @Option(help: "Address of the server.")
  var server: String

  @Option(name: .customLong("run"), help: ArgumentHelp("Train this run alone, and end.", valueName: "id"))
  var id: Int64?

  @Option(help: "File with the server's token, if it was started with one. Default: $BEARING_TOKEN_FILE.")
  var tokenFile: String?

  @OptionGroup var threadOptions: ThreadOptions

  @Option(help: "Where to look for datasets first.")
  var datasets: String?

  @Option(
    help: ArgumentHelp(
      "Folder for what the server does not have yet. Default: one of its own in $TMPDIR, else /tmp.",
      valueName: "dir"))
  var scratch: String?

  @Option(
    help: ArgumentHelp(
      "Seconds without a word after which the server may give the run to somebody else.", valueName: "seconds"
    ))
  var lease = LeaseKey.usualSeconds

  @OptionGroup var logOptions: LogOptions

  /// Seconds without a byte after which a call is tried again.
  private static let silence = 20.0

  /// Seconds for which a server is waited for that is not there. Whoever sits in front of a terminal wants to know soon; a
  /// cluster's task that gave up would have to wait for its turn again.
  private static var patience: Double { slurmJob == nil ? 10 : 900 }

  func validate() throws {
    guard LeaseKey.seconds.contains(lease) else {
      throw ValidationError("--lease must be from 2 to 3600 seconds, found \(lease)")
    }
  }

  func run() throws {
    let log = logOptions.logger()
    let client = try ServerClient(server, tokenFile: tokenFile, patience: Self.silence)
    let signal = StopSignal(more: [SIGUSR1])
    // It asks for the token, if the server has one, before there is anything to lose.
    let hasStopped = signal.check
    let patience = RetryPolicy(
      pause: 1, limit: Self.patience, rest: { RetryPolicy.sleep(seconds: $0) && !hasStopped() },
      passes: { $0 is LinkError },
      report: { error, isFirst in
        if isFirst { log.warning("\(error) Trying again for \(Int(Self.patience)) s") }
      })
    _ = try? patience.run { try client.link.call("GET", "/api/v1/health") }
    _ = try client.get("/api/v1/version")
    let place = try scratch.map(DataOptions.absolute) ?? Self.temporaryFolder()
    defer { if scratch == nil { try? FileManager.default.removeItem(atPath: place) } }
    let deadline = Deadline(signal.check)
    let worker = Worker(
      client.link, name: Self.name(), seconds: lease, environment: Self.environment(),
      threads: threadOptions.count,
      datasets: DatasetLibrary(
        roots: DatasetRegistry.standardRoots(option: datasets, data: place).map(DataOptions.absolute),
        cacheFolder: place + "/cache"),
      scratch: place, patience: Self.patience, deadline: deadline, log: log)
    let result = try Self.onThread { try work(with: worker, deadline, log) }
    if let result { throw result }
  }

  /// - Returns: what to end with; nil for all well.
  private func work(with worker: Worker, _ deadline: Deadline, _ log: Logger) throws -> (any Error)? {
    var hasFailed = false
    while !deadline.hasCome {
      let outcome: Worker.Outcome
      do {
        outcome = try worker.trainOne(id)
      } catch let error as LinkError where !deadline.hasCome {
        return Failure("\(error) Is the server running, and can it be reached from here?")
      } catch let error as LinkError {
        log.warning("\(error)")
        break
      }
      switch outcome {
      case .ended(let end): hasFailed = hasFailed || end.status == .failed
      case .nothing(let reason):
        if let reason { log.notice("\(reason)") } else { log.notice("no run waits") }
        if reason == nil || id != nil { return hasFailed ? ExitCode.failure : nil }
      case .unfit(let reason): return Failure("\(reason); it was given back")
      }
      if id != nil { break }
    }
    return hasFailed ? ExitCode.failure : nil
  }

  /// Does it on a thread of low priority, which is the parent of the engine's threads.
  private static func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let thread = WorkerThread("training", isBackground: true)
    thread.start { _ in
      let outcome = Result { try body() }
      result.withLock { $0 = outcome }
    }
    thread.waitForEnd()
    return try result.withLock { try $0!.get() }
  }

  private static func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bearing-worker-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return folder.path
  }

  // MARK: Who it is

  /// Of a cluster's task: its number there, `1234_5`; nil elsewhere.
  private static var slurmJob: String? {
    let environment = ProcessInfo.processInfo.environment
    if let array = environment["SLURM_ARRAY_JOB_ID"], let task = environment["SLURM_ARRAY_TASK_ID"] {
      return "\(array)_\(task)"
    }
    return environment["SLURM_JOB_ID"]
  }

  private static func name() -> String {
    let host = ProcessInfo.processInfo.hostName.unicodeScalars.map {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) || $0 == "."
        ? Character($0) : "-"
    }
    let own = "\(String(host.prefix(40))):\(getpid()):\(String(UInt32.random(in: 0 ... .max), radix: 16))"
    return (slurmJob.map(SlurmExecutor.workerLead) ?? "") + own
  }

  private static func environment() -> RunEnvironment {
    var environment = RunEnvironment.here()
    environment.executor = slurmJob == nil ? "worker" : "slurm"
    environment.slurmJob = slurmJob
    return environment
  }
}
