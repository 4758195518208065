import Concurrency
import Formats
import HTTPServer
import Logging
import Store
import Tracking

/// MLflow's tracking protocol on our store: what its own Python client sends is stored as runs that are trained elsewhere, and
/// what it asks is answered of all runs.
///
/// - Source: MLflow 3.17, `mlflow/protos/service.proto`, and what its client and server say to each other.
package struct MLflowTracking: Sendable {
  /// First segments of the paths that it answers.
  package static let folders: Set = ["api", "ajax-api"]
  /// Where files of any kind are brought.
  package static let fileFolders = folders.sorted().map { [$0, "2.0", "mlflow-artifacts"] }

  let store: Store
  /// Names of the measures that have a layer: the key `angle/fc1` is written to `angle` of `fc1`.
  let layered: Set<String>
  private let log: Logger

  package init(store: Store, layered: Set<String>, log: Logger) {
    self.store = store
    self.layered = layered
    self.log = log
  }

  /// Every call. A new family is a new element here.
  package var calls: [Call] {
    [experimentCalls, runCalls, loggingCalls, searchCalls, modelCalls, artifactCalls].flatMap { $0 }
  }

  /// Adds every call to a router, as those of the client and as those of MLflow's own pages.
  package func mount(on router: inout Router) {
    for folder in Self.folders.sorted() {
      for call in calls { router.on(call.method, Pattern("/\(folder)/2.0\(call.path)"), route(call)) }
      for version in ["2.0", "3.0"] {
        for method in [Method.get, .post, .put, .patch, .delete] {
          router.on(method, Pattern("/\(folder)/\(version)/{rest...}"), Self.nothing)
        }
      }
    }
  }

  private static let nothing = Route(pace: .immediate, refusal: MLflowError.refusal) { request in
    MLflowError(.noEndpoint, "There is no call \(request.method) \(request.path) here.").response
  }

  /// Waits for another program that holds a lock on the database: to answer that it is locked would have the client wait in our
  /// place, or give a run up.
  private static let patience = RetryPolicy(pause: 0.2, limit: 60, passes: Store.isForLock)

  private func route(_ call: Call) -> Route {
    Route(pace: call.pace, bodyLimit: call.bodyLimit, refusal: MLflowError.refusal) { request in
      do {
        return try Self.patience.run { try call.handler(request) }
      } catch let error as MLflowError {
        return error.response
      } catch let error as LoggingError {
        return MLflowError(error).response
      } catch let error as Problem {
        return MLflowError.refusal(error)
      } catch  where Store.isForLock(error) {
        return MLflowError(.unavailable, "\(StoreError.locked(path: store.path)). Nothing was stored.")
          .response
      } catch  where Store.isForLackOfRoom(error) {
        return MLflowError(
          .exhausted,
          "The disk of the server's data directory is full, so nothing was stored; make room there and try again."
        ).response
      } catch {
        log.error("\(request.method) \(request.path) failed: \(error)")
        return MLflowError(.internalError, "The server met an error it did not expect; its log says which.")
          .response
      }
    }
  }
}
