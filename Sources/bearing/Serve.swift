import ArgumentParser
import Compute
import Datasets
import Formats
import Foundation
import HTTPServer
import Logging
import MLflowAPI
import Store
import Training
import WorkbenchAPI

/// `bearing serve`: a server on a data directory, until it is told to stop.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Start the server and train what is queued.")

  @Option(help: "Address to listen on. Any but this machine's own needs --token-file.")
  var host = "127.0.0.1"

  @Option(help: "Port to listen on; 0 for any free one.")
  var port: UInt16 = 8080

  @Option(
    help: ArgumentHelp(
      "Path below which a proxy shows the server, whether it takes it off or not.", valueName: "/prefix"))
  var basePath = ""

  @Option(help: "File with the token that every call of the API then needs; only you may be able to read it.")
  var tokenFile: String?

  @Option(
    help: ArgumentHelp("Another name that the server is reached by; may be given again.", valueName: "name"))
  var allowHost: [String] = []

  @OptionGroup var dataOptions: DataOptions
  @OptionGroup var threadOptions: ThreadOptions

  @Option(help: "Folder of the pages. Default: beside the program.")
  var webRoot: String?

  @Option(
    help: ArgumentHelp(
      "Runs side by side, which share the cores that training may use: auto for as many as wait, or a number, each then with as many cores; 0 queues jobs and trains none.",
      valueName: "auto|N"))
  var workers = Workers.auto

  @Option(help: "Seconds that an SQL query may take.")
  var sqlSeconds = SQLConsole.defaultSeconds

  @Option(
    help: ArgumentHelp(
      "Seconds without points after which a run that is trained elsewhere becomes interrupted; points that come later make it go on. Default: never.",
      valueName: "seconds"))
  var staleAfter: Double?

  @OptionGroup var executorOptions: ExecutorOptions

  @Flag(help: "Queue a short comparison of dfa, dkp and bp if the database has no job.")
  var demo = false

  @OptionGroup var logOptions: LogOptions

  /// What pages and calls begin with: below a base path of that name a proxy that takes it off could not be told from one
  /// that does not.
  private static let places = Pages.places.union(MLflowTracking.folders)
    .union([Workbench.folder, "openapi.json"])

  func validate() throws {
    do {
      _ = try BasePath(basePath, taken: Self.places)
    } catch {
      throw ValidationError("--base-path: \(error)")
    }
    try workers.check()
    guard (0.1...3600).contains(sqlSeconds) else {
      throw ValidationError("--sql-seconds must be from 0.1 to 3600, found \(sqlSeconds)")
    }
    if let staleAfter, !(1...1e9).contains(staleAfter) {
      throw ValidationError("--stale-after must be from 1 to 1000000000 seconds, found \(staleAfter)")
    }
  }

  func run() throws {
    let log = logOptions.logger()
    OpenFiles.raiseLimit()

    let base = try BasePath(basePath, taken: Self.places)
    let stop = StopSignal()
    let directory = try DataDirectory(dataOptions, log: log)
    if directory.interrupted > 0 {
      log.notice("\(directory.interrupted) interrupted run(s) will be taken up again")
    }
    let stack = try ServerStack(
      settings(base), on: directory, datasets: dataOptions.datasetLibrary, log: log)
    let leases = LeaseWatch(directory.store, log: log, onExpiry: stack.queue.announceEnd)

    if demo, try directory.store.jobs(limit: 1).items.isEmpty { try queueDemo(stack.queue, log) }
    stack.queue.start()
    let silence = staleAfter.map { SilenceWatch(directory.store, after: $0, log: log) }
    // Straight to the descriptor: who waits for this line at the other end of a pipe gets it now.
    let line = "Bearing is at \(stack.server.url)\(base.text)\n"
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
    stop.wait()
    log.info("stopping")
    silence?.stop()
    leases.stop()
    try stack.leave()
  }

  private func settings(_ base: BasePath) -> ServerStack.Settings {
    ServerStack.Settings(
      host: host, port: port, basePath: base, tokenFile: tokenFile, allowedHosts: allowHost, webRoot: webRoot,
      threads: threadOptions.count, workers: executorOptions.isHere ? workers.count : 0,
      sqlSeconds: sqlSeconds, staleAfter: staleAfter,
      slurm: executorOptions.slurm(
        data: dataOptions.directory, datasets: dataOptions.datasets, tokenFile: tokenFile))
  }

  private func queueDemo(_ queue: JobQueue, _ log: Logger) throws {
    for name in Preset.demoNames {
      guard let preset = Preset.named(name) else { continue }
      do {
        _ = try queue.submit(JobConfig(preset.config))
      } catch let error as ConfigError {
        log.warning("no demo: \(error)")
        return
      }
    }
  }
}

/// The process's limit on open files, sockets among them.
enum OpenFiles {
  private static let wanted: rlim_t = 8192

  /// Raises the limit as far as 8192 where the system lets us: the usual 1024 is fewer than connections, readers of
  /// the database and datasets may need together.
  static func raiseLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < wanted else {
      return
    }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
