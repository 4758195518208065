import Formats
import HTTPServer
import Store
import Tracking

extension Workbench {
  var runEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/runs", "listRuns", "Runs, newest first",
        parameters: [
          .query("job", .id, "only those of this job"), .status, .experiment,
          .query("method", .text, "only those of this method"), .after, .limit,
        ], answers: [.ok(.page("runs", of: RunRecord.shape.schema), "One page")]
      ) { try listRuns($0) },
      Endpoint(
        .get, "/api/v1/runs/{id}", "getRun", "One run", parameters: [.id(of: "run")],
        answers: [.ok(RunDetails.shape.schema, "The run"), .problem(404, "There is no such run")]
      ) { request in
        let id = try request.identifier("id", of: "run")
        guard let run = try store.runDetails(id) else { throw TrackingError.noSuchRun(id) }
        return .json(RunDetails.shape.json(run))
      },
      Endpoint(
        .get, "/api/v1/runs/{id}/events", "getRunEvents",
        "What a run went through: its states, and words in between",
        parameters: [.id(of: "run")],
        answers: [
          .ok(
            .object(["events": .array(of: RunHistoryEntry.shape.schema)]),
            "Oldest first; of a long history the newest \(Self.mostEvents)"),
          .problem(404, "There is no such run"),
        ]
      ) { request in
        let id = try request.identifier("id", of: "run")
        guard try store.run(id) != nil else { throw TrackingError.noSuchRun(id) }
        let events = try store.history(of: id, limit: Self.mostEvents)
        return .json(["events": .array(events.map(RunHistoryEntry.shape.json))])
      },
      Endpoint(
        .get, "/api/v1/runs/{id}/artifacts/{path...}", "getArtifact", "A file that was logged of a run",
        parameters: [.id(of: "run"), .path("path", .text, "with / between its parts")],
        answers: [
          .file("application/octet-stream", .bytes, "the bytes, whatever they are"),
          .problem(404, "There is no such run, or no such file of it"),
        ]
      ) { try artifact($0) },
    ]
  }

  private func artifact(_ request: Request) throws -> Response {
    let id = try request.identifier("id", of: "run")
    guard try store.run(id) != nil else { throw TrackingError.noSuchRun(id) }
    let path = request.parameters["path"] ?? ""
    do {
      return .download(try store.artifact(at: path, of: .run(id)))
    } catch LoggingError.noSuchArtifact {
      throw Problem(
        status: 404, detail: "Run \(id) has no file \"\(path)\"; GET /api/v1/runs/\(id) lists its artifacts.")
    }
  }

  private static let mostEvents = 1_000

  private func listRuns(_ request: Request) throws -> Response {
    let query = request.query
    let filter = RunFilter(
      job: try query.integer("job", in: 1 ... .max).map(Int64.init), status: try query.status(),
      experiment: try query.value("experiment"), method: try query.value("method"))
    let page = try store.runs(
      filter, after: query.value("after"),
      limit: query.integer("limit", in: 1...Page<RunRecord>.maximumLimit) ?? Page<RunRecord>.defaultLimit)
    return .json(["runs": .array(page.items.map(\.json)), "next": JSONValue(page.next)])
  }

  /// A run as the API shows it.
  func run(_ id: Int64) throws -> JSONValue {
    guard let record = try store.runRecord(id) else { throw TrackingError.noSuchRun(id) }
    return record.json
  }
}
