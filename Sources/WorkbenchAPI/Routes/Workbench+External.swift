import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// Runs that are trained elsewhere. Each call is answered once what it brought is on disk.
  var externalEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/api/v1/runs", "openRun", "Open a run that is trained elsewhere",
        body: .json(
          .component("ExternalRun", JSONSchema(ExternalRun.schema.members ?? [:])),
          example: ["method": "bp", "network": "resnet18", "dataset": "cifar10"]),
        answers: [.created(RunRecord.shape.schema, "The run"), .problem(422, "What is wrong with the body")]
      ) { request in
        let new = try ExternalRun(JSONValue(parsing: request.body))
        let run = JobRecord(new: try store.insertExternal(new.job)).runs[0]
        return .json(run.json, status: 201, headers: ["Location": "/api/v1/runs/\(run.id)"])
      },
      Endpoint(
        .post, "/api/v1/runs/{id}/metrics", "logPoints",
        "Log points of a run that is trained elsewhere, or by a worker of this server",
        pace: .bulk,
        parameters: [.id(of: "run")], body: .json(PointsBody.schema, example: Self.batchExample),
        bodyLimit: PointsBody.byteLimit,
        answers: [
          .ok(Self.receipt.schema, "How many, now that they are on disk"),
          .problem(404, "There is no such run"),
          .problem(
            409,
            "The run has ended, is the server's own or somebody else's now, or the batch came before with other points"
          ),
          .problem(422, "What is wrong with the body"),
        ]
      ) { request in
        let id = try request.identifier("id", of: "run")
        let body = try PointsBody(parsing: request.body)
        return .json(Self.receipt.json(try take(body, of: id)))
      },
      Endpoint(
        .post, "/api/v1/runs/{id}/finish", "finishRun", "End a run that is trained elsewhere",
        parameters: [.id(of: "run")],
        body: .json(
          .component("ExternalEnd", JSONSchema(ExternalEnd.schema.members ?? [:])),
          example: ["status": "succeeded"]),
        answers: [
          .ok(RunRecord.shape.schema, "The run as it is now"), .problem(404, "There is no such run"),
          .problem(409, "The run has ended otherwise, or is the server's own"),
          .problem(422, "What is wrong with the body"),
        ]
      ) { request in
        let id = try request.identifier("id", of: "run")
        let end = try ExternalEnd(JSONValue(parsing: request.body))
        try store.finishExternal(run: id, as: end.status, message: end.message)
        return .json(try run(id))
      },
    ]
  }

  private func take(_ body: PointsBody, of run: Int64) throws -> PointColumns.Receipt {
    guard let lease = body.lease else {
      return try store.append(body.columns, batch: body.batch, toExternal: run)
    }
    return try store.append(
      body.columns, batch: body.batch, step: lease.step,
      to: LeaseKey(run: run, worker: lease.worker, attempt: lease.attempt))
  }

  private static let receipt = JSONShape<PointColumns.Receipt>(
    named: "Receipt",
    [
      JSONField(
        "points",
        .integer(0...PointsBody.pointLimit).described(
          "of the body that are stored now; a step counts once in each series")
      ) { .integer($0.points) },
      JSONField(
        "repeated",
        .integer(0...PointsBody.pointLimit).described(
          "how many more the body had, at steps that it had already; the last of them is stored")
      ) { .integer($0.repeated) },
    ])

  private static let batchExample: JSONValue = [
    "batch": "steps 1 to 3",
    "series": [
      ["name": "loss", "layer": nil, "unit": "nats", "steps": [1, 2, 3], "values": [2.3, nil, 1.9]]
    ],
  ]
}
