import Formats
import ArgumentParser
import Compute
import Datasets
import Foundation
import HTTPServer
import Logging
import Store
import Training
import WorkbenchAPI

/// `bearing serve`: the composition root of the server.
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
    help: "Runs side by side, which share the cores that training may use; 0 queues jobs and trains none.")
  var workers = 1

  @Option(help: "Seconds that an SQL query may take.")
  var sqlSeconds = SQLConsole.defaultSeconds

  @Option(
    help: ArgumentHelp(
      "Seconds without points after which a run that is trained elsewhere becomes interrupted; points that come later make it go on. Default: never.",
      valueName: "seconds"))
  var staleAfter: Double?

  @Flag(help: "Queue a short comparison of dfa, dkp and bp if the database has no job.")
  var demo = false

  @OptionGroup var logOptions: LogOptions

  /// Where Debian's libjs-dygraphs puts its files.
  static let chartFolder = "/usr/share/javascript/dygraphs"

  /// What pages and calls begin with: below a base path of that name a proxy that takes it off could not be told from one
  /// that does not.
  private static let places: Set<String> = [
    "api", "vendor", "openapi.json", "index.html", "icon.svg", "css", "js",
  ]

  func validate() throws {
    do {
      _ = try BasePath(basePath, taken: Self.places)
    } catch {
      throw ValidationError("--base-path: \(error)")
    }
    guard (0...64).contains(workers) else {
      throw ValidationError("--workers must be from 0 to 64, found \(workers)")
    }
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
    let store = directory.store
    if directory.interrupted > 0 {
      log.notice("\(directory.interrupted) interrupted run(s) will be taken up again")
    }
    let datasets = dataOptions.datasetLibrary
    let queue = JobQueue(
      store: store, sink: store.writer, datasets: datasets, checkpoints: directory.checkpoints,
      threads: threadOptions.count, workers: workers, log: log)
    let workbench = Workbench(
      store: store, queue: queue, datasets: datasets, versions: Versions.all(), sqlSeconds: sqlSeconds,
      basePath: base, staleAfter: staleAfter, log: log)
    let pages = try webRoot.map(DataOptions.absolute) ?? Installation.folder("web-static")
    let server = try startServer(workbench, pages: pages, basePath: base, log: log)

    if demo, try store.jobs(limit: 1).items.isEmpty { try queueDemo(queue, log) }
    queue.start()
    let silence = staleAfter.map { SilenceWatch(store, after: $0, log: log) }
    // Straight to the descriptor: who waits for this line at the other end of a pipe gets it now.
    try? FileHandle.standardOutput.write(contentsOf: Data("Bearing is at \(server.url)\(base.text)\n".utf8))
    stop.wait()
    log.info("stopping")
    silence?.stop()
    try leave(server, queue, directory)
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
