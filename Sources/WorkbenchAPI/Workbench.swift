import Formats
import HTTPServer
import Logging
import Store
import Tracking
import Training

/// The workbench over HTTP: everything that `/api/v1` answers.
///
/// It holds no state of its own. What is true is in the store; what is under way is the queue's.
package struct Workbench: Sendable {
  /// What the path of every call begins with, but for the document's second place.
  package static let folder = "api"

  /// Beginnings of paths, as segments, below which a PUT brings a file.
  package static let fileFolders = [[folder, "v1", "runs"]]

  let store: Store
  let queue: JobQueue
  /// Files of runs that workers train.
  let uploads: CheckpointUploads
  let datasets: DatasetLibrary
  let versions: [String: String]
  /// Who listens to what is new.
  package let events: EventHub
  let sql: SQLWorkers
  /// Where a proxy shows this server, for the document.
  let basePath: BasePath
  /// Where the server in front counts what it does.
  package let traffic = ServerStatistics()
  let start = ContinuousClock.now
  /// Which server this is.
  let identity: ServerIdentity
  /// Seconds of silence after which a run that is trained elsewhere is interrupted; nil for never.
  let staleAfter: Double?

  /// - Parameters:
  ///   - versions: of everything that is part of the program, by name.
  ///   - sqlSeconds: how long a query of `POST /sql` may take.
  ///   - basePath: where a proxy shows the server.
  ///   - staleAfter: what the health says of it; whoever starts the server sees to it.
  package init(
    store: Store, queue: JobQueue, datasets: DatasetLibrary, versions: [String: String],
    sqlSeconds: Double = SQLConsole.defaultSeconds, basePath: BasePath = .none, staleAfter: Double? = nil,
    log: Logger = Logger(label: "bearing")
  ) {
    self.store = store
    self.queue = queue
    uploads = CheckpointUploads(into: queue.checkpoints)
    self.datasets = datasets
    self.versions = versions
    self.basePath = basePath
    self.staleAfter = staleAfter
    identity = ServerIdentity(version: versions["bearing"] ?? "", database: store.path)
    events = EventHub(store: store, log: log)
    sql = SQLWorkers(database: store.path, seconds: sqlSeconds)
  }

  /// Every call of the API. A new family is a new element here.
  var endpoints: [Endpoint] {
    let families = [
      documentEndpoints, systemEndpoints, configEndpoints, jobEndpoints, jobControlEndpoints,
      jobChangeEndpoints, estimateEndpoints, rowEndpoints, selectionEndpoints, runEndpoints, editEndpoints,
      experimentEndpoints,
      externalEndpoints, leaseEndpoints,
      checkpointEndpoints, archiveEndpoints,
      metricEndpoints, summaryEndpoints, streamEndpoints, sqlEndpoints,
    ]
    return families.flatMap { $0 }
  }

  /// Every route of the API; whoever shows pages beside it adds theirs.
  package var router: Router {
    var router = Router()
    for call in endpoints { router.on(call.method, call.pattern, answering(call.route)) }
    let nothing = Route(pace: .immediate) { request in
      throw Problem(status: 404, detail: "There is nothing at \(request.path); the API is under /api/v1.")
    }
    router.on(.get, "/api/{rest...}", nothing)
    return router
  }

  /// A route whose errors of ours become the problems they stand for.
  private func answering(_ route: Route) -> Route {
    Route(pace: route.pace, bodyLimit: route.bodyLimit) { request in
      do {
        return try route.handler(request)
      } catch let error as ConfigError {
        throw Problem(error)
      } catch let error as TrackingError {
        throw Problem(error)
      } catch  where Store.isForLock(error) {
        throw Problem(lockedDatabase: store.path)
      } catch let error as StoreError {
        throw Problem(error) ?? error
      } catch  where Store.isForLackOfRoom(error) {
        throw Problem(
          status: 507,
          detail:
            "The disk of the server's data directory is full, so nothing was changed; make room there and try again."
        )
      }
    }
  }
}
