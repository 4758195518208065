import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// Routes whose bodies may be longer than others, with the most bytes of each.
  package static let bodyLimits: [Pattern: Int] = ["/api/v1/runs/{id}/metrics": PointsBody.byteLimit]

  /// `POST /runs`, `POST /runs/{id}/metrics` and `POST /runs/{id}/finish`: runs that are trained elsewhere. Each is
  /// answered once what it brought is on disk.
  func addExternalRoutes(to router: inout Router) {
    router.post(
      "/api/v1/runs",
      answering { request in
        let new = try ExternalRun(JSONValue(parsing: request.body))
        let id = try store.insertExternal(new.job).runs[0].id
        return .json(try run(id), status: 201, headers: ["Location": "/api/v1/runs/\(id)"])
      })
    router.post(
      "/api/v1/runs/{id}/metrics",
      answering { request in
        let id = try request.identifier("id", of: "run")
        let body = try PointsBody(parsing: request.body)
        let count = try store.append(body.columns, batch: body.batch, toExternal: id)
        return .json(["points": .integer(count)])
      })
    router.post(
      "/api/v1/runs/{id}/finish",
      answering { request in
        let id = try request.identifier("id", of: "run")
        let end = try ExternalEnd(JSONValue(parsing: request.body))
        try store.finishExternal(run: id, as: end.status, message: end.message)
        return .json(try run(id))
      })
  }
}
