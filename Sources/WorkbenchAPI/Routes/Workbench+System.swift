import HTTPServer
import Training

extension Workbench {
  /// `GET /health` and `GET /version`.
  func addSystemRoutes(to router: inout Router) {
    router.get("/api/v1/health") { _ in .json(["status": "ok"]) }
    let versions = JSONValue.object(versions.mapValues { .string($0) })
    router.get("/api/v1/version") { _ in .json(versions) }
  }
}
