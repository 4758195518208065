import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// `GET /runs` and `GET /runs/{id}`.
  func addRunRoutes(to router: inout Router) {
    router.get(
      "/api/v1/runs",
      answering { request in
        let query = request.query
        let filter = RunFilter(
          job: try query.integer("job", in: 1 ... .max).map(Int64.init), status: try query.status(),
          experiment: try query.value("experiment"), method: try query.value("method"))
        let page = try store.runs(
          filter, after: query.value("after"),
          limit: query.integer("limit", in: 1...Page<RunRecord>.maximumLimit) ?? Page<RunRecord>.defaultLimit)
        return .json(["runs": .array(page.items.map(JobJSON.run)), "next": JSONValue(page.next)])
      })
    router.get(
      "/api/v1/runs/{id}",
      answering { request in
        return .json(try run(request.identifier("id", of: "run")))
      })
  }

  /// A run as the API shows it.
  func run(_ id: Int64) throws -> JSONValue {
    guard let record = try store.runRecord(id) else { throw TrackingError.noSuchRun(id) }
    return JobJSON.run(record)
  }
}
