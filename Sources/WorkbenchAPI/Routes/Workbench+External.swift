import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// Runs that are trained elsewhere. Each call is answered once what it brought is on disk.
  var externalEndpoints: [Endpoint] {
    [
      Endpoint(.post, "/api/v1/runs", "openRun", "Open a run that is trained elsewhere") { request in
        let new = try ExternalRun(JSONValue(parsing: request.body))
        let id = try store.insertExternal(new.job).runs[0].id
        return .json(try run(id), status: 201, headers: ["Location": "/api/v1/runs/\(id)"])
      },
      Endpoint(
        .post, "/api/v1/runs/{id}/metrics", "logPoints", "Log points of a run that is trained elsewhere",
        bodyLimit: PointsBody.byteLimit
      ) { request in
        let id = try request.identifier("id", of: "run")
        let body = try PointsBody(parsing: request.body)
        let count = try store.append(body.columns, batch: body.batch, toExternal: id)
        return .json(["points": .integer(count)])
      },
      Endpoint(
        .post, "/api/v1/runs/{id}/finish", "finishRun", "End a run that is trained elsewhere"
      ) { request in
        let id = try request.identifier("id", of: "run")
        let end = try ExternalEnd(JSONValue(parsing: request.body))
        try store.finishExternal(run: id, as: end.status, message: end.message)
        return .json(try run(id))
      },
    ]
  }
}
