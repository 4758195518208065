import Dispatch
import Foundation
import HTTPServer
import Learning
import Logging
import MLflowAPI
import Store
import Tracking
import Training
import WorkbenchAPI

/// The composition root of everything that serves: a data directory, the queue that trains what is in it, the API, and the
/// server in front, with the gates that keep other pages and other machines out.
struct ServerStack {
  /// Where the server is, who may come in, and how much it may do.
  struct Settings {
    var host = "127.0.0.1"
    /// 0 for any free one.
    var port: UInt16 = 0
    var basePath = BasePath.none
    var tokenFile: String?
    /// More names that it is reached by.
    var allowedHosts: [String] = []
    /// Folder of the pages; nil for the one beside the program.
    var webRoot: String?
    /// Cores that training may use.
    var threads = 1
    /// Runs side by side; nil for as many as wait.
    var workers: Int?
    var sqlSeconds = SQLConsole.defaultSeconds
    /// Seconds of silence after which a run that is trained elsewhere is interrupted; nil for never.
    var staleAfter: Double?
    /// How runs are handed to a cluster; nil for none.
    var slurm: SlurmOptions?
  }

  let directory: DataDirectory
  /// It does not train before it is started.
  let queue: JobQueue
  let server: Server

  /// Seconds that the requests under way get when the server is told to leave.
  private static let requestSeconds = 2

  /// Opens the directory and starts to listen.
  ///
  /// - Throws: why it cannot, and what to type instead.
  init(_ settings: Settings, on directory: DataDirectory, datasets: DatasetLibrary, log: Logger) throws {
    self.directory = directory
    let store = directory.store
    let slurm = settings.slurm.map {
      SlurmExecutor($0, submissions: store, datasets: datasets, log: log)
    }
    queue = JobQueue(
      store: store, lease: LeaseTerms(owner: .local, environment: .here()), sink: store.writer,
      datasets: datasets,
      checkpoints: directory.checkpoints, threads: settings.threads, workers: settings.workers,
      others: [slurm].compactMap(\.self), log: log)
    let workbench = Workbench(
      store: store, queue: queue, datasets: datasets, versions: Versions.all(),
      sqlSeconds: settings.sqlSeconds, basePath: settings.basePath, staleAfter: settings.staleAfter, log: log)
    do {
      server = try Self.server(settings, in: workbench, store, log: log)
      slurm?.serve(at: server.reachableURL + settings.basePath.text)
    } catch let error as ServerError {
      throw Failure(error.withAdvice)
    }
  }

  private static func server(
    _ settings: Settings, in workbench: Workbench, _ store: Store, log: Logger
  ) throws -> Server {
    let pages = try Installation.folder("web-static", given: settings.webRoot)
    var router = workbench.router
    MLflowTracking(
      store: store, layered: Set(MeasureCatalogue.all.filter(\.isPerLayer).map(\.name)), log: log
    ).mount(on: &router)
    Pages.mount(try StaticFiles(root: pages), on: &router, log: log)
    let address = try Address(host: settings.host, port: settings.port)
    var configuration = Server.Configuration(address: address)
    configuration.basePath = settings.basePath
    configuration.stopTimeout = requestSeconds
    configuration.statistics = workbench.traffic
    configuration.gates = try gates(settings, at: address)
    return try Server(configuration, logger: log, router: router)
  }

  /// The first that refuses a request answers it.
  private static func gates(_ settings: Settings, at address: Address) throws -> [any Gate] {
    let token = try settings.tokenFile.map { try AccessToken(file: DataOptions.absolute($0)) }
    guard address.isLoopback || token != nil else {
      throw Failure(
        "--host \(settings.host) opens the server to the network, so it needs a token. Type:\n"
          + "  \(AccessTokenError.recipe("token"))\n  bearing serve --host \(settings.host) --token-file token\n"
          + "or stay on 127.0.0.1 and come through ssh -L 8080:127.0.0.1:8080")
    }
    let host = HostCheck(
      listeningOn: address, more: settings.allowedHosts + [settings.slurm?.serverHost].compactMap(\.self),
      advice: "If that is a name of it, start it with --allow-host NAME.")
    var gates: [any Gate] = [host, OriginCheck()]
    if let token {
      gates.append(TokenCheck(token, guarding: MLflowTracking.folders.union([Workbench.folder])))
    }
    return gates + [JSONCheck(filesBelow: MLflowTracking.fileFolders + Workbench.fileFolders)]
  }

  /// Ends the server and the training side by side, since each takes its time, then closes the data directory.
  ///
  /// - Throws: what kept points from the disk.
  func leave() throws {
    let isServerDone = DispatchSemaphore(value: 0)
    DispatchQueue.global().async { [server] in
      server.stop()
      isServerDone.signal()
    }
    directory.store.writer.waitForNobody()
    queue.stop()
    isServerDone.wait()
    try directory.close()
  }
}

extension Server {
  /// At which another machine reaches it: of one that listens on every address, the machine's name.
  fileprivate var reachableURL: String {
    url.replacing(/\/\/(0\.0\.0\.0|\[::\]):/) { _ in "//\(ProcessInfo.processInfo.hostName):" }
  }
}

extension SlurmOptions {
  /// The name by which the cluster's nodes ask for the server.
  fileprivate var serverHost: String? { server.flatMap { URL(string: $0)?.host } }
}

extension ServerError {
  /// What is wrong, and which option mends it.
  var withAdvice: String {
    switch self {
    case .unknownHost: "\(self); try --host 127.0.0.1"
    case .cannotListen(_, let port, _):
      "\(self); try another with --port \(Self.other(port)), or --port 0 for any free one"
    case .cannotStart: "\(self)"
    }
  }

  /// A port that an ordinary user may listen on.
  private static func other(_ port: UInt16) -> UInt16 {
    port < 1024 || port == .max ? 8080 : port + 1
  }
}
