import Foundation
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// Runs and metrics that one request may name.
  static let runsPerRequest = 1_000
  static let namesPerRequest = 100

  var metricEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/metrics", "getPoints", "Points as columns, one object for each series",
        parameters: [
          .runs, .names,
          .query("after", .cursor, "a step, or the `next` of an earlier answer", example: "0"),
          .query(
            "points", .integer(Store.fewestPoints...Store.pointsPerPage),
            "a longer series comes as means, minima and maxima of so many spans of steps"),
        ], answers: [.ok(.pointPage, "What was committed behind `after`")]
      ) { request in
        let query = request.query
        let page = try store.points(
          runs: try Self.runs(in: query), names: try Self.names(in: query),
          after: try query.value("after").map { try PointCursor($0) } ?? .step(0),
          maxPoints: try query.integer("points", in: Store.fewestPoints...Store.pointsPerPage))
        return .json(PointsJSON.encode(page))
      },
      Endpoint(
        .get, "/api/v1/metrics.csv", "exportPoints", "Every stored point, as CSV",
        parameters: [
          .query(
            "runs", .array(of: .id, count: 1...Self.runsPerRequest),
            "ids of runs, with commas between them; in their place all runs of a `job` or an `experiment`",
            example: [1]),
          .query("job", .id, "all runs of this job"), .experiment, .names,
        ], answers: [.file("text/csv", .string, "One line for each point")]
      ) { request in
        let query = request.query
        let export = try store.csv(runs: selectedRuns(in: query), names: Self.names(in: query))
        return Response(
          headers: [
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": "attachment; filename=\"points.csv\"",
          ], body: try Self.body(of: export))
      },
    ]
  }

  /// `runs=1,2`, or all of `job=7`, of `experiment=demo`, or of both.
  private func selectedRuns(in query: Query) throws -> [Int64] {
    let filter = RunFilter(
      job: try query.integer("job", in: 1 ... .max).map(Int64.init), experiment: try query.value("experiment")
    )
    if filter == RunFilter() { return try Self.runs(in: query) }
    guard try query.value("runs") == nil else {
      throw Problem(
        status: 400,
        detail: "The query has \"runs\" and, beside it, \"job\" or \"experiment\"; leave one of them out.")
    }
    return try store.runIDs(filter)
  }

  /// The export as a file without a name, which the kernel sends: a table of any length takes little memory, and is
  /// gone with the answer.
  private static func body(of export: CSVExport) throws -> Response.Body {
    var export = export
    let path = FileManager.default.temporaryDirectory.appending(path: "bearing-\(UUID().uuidString).csv")
    _ = FileManager.default.createFile(
      atPath: path.path, contents: nil, attributes: [.posixPermissions: 0o600])
    defer { try? FileManager.default.removeItem(at: path) }
    let file = try FileHandle(forWritingTo: path)
    while let part = try export.next() { try file.write(contentsOf: part) }
    try file.close()
    guard let open = OpenFile(path: path.path) else { throw CocoaError(.fileReadUnknown) }
    return .file(open, offset: 0, count: open.size)
  }

  /// `names=loss,angle`, or none for all.
  static func names(in query: Query) throws -> [String] {
    let names = query.list("names")
    guard names.count <= namesPerRequest else {
      throw Problem(
        status: 400,
        detail: "The query's \"names\" may name \(namesPerRequest) metrics; it names \(names.count).")
    }
    if let wrong = names.first(where: { !Metric.isName($0) }) {
      let hint = Metric.nearestName(to: wrong).map { "; try \"\($0)\"" } ?? ""
      throw Problem(
        status: 400,
        detail: "The query's \"names\" must be metrics such as loss,test_accuracy, not \"\(wrong)\"\(hint).")
    }
    return names
  }

  /// `runs=1,2`, at least one.
  static func runs(in query: Query) throws -> [Int64] {
    let runs = try query.integers("runs")
    guard (1...runsPerRequest).contains(runs.count) else {
      throw Problem(
        status: 400,
        detail:
          "The query's \"runs\" must name 1 to \(runsPerRequest) runs, as in runs=1,2; it names \(runs.count)."
      )
    }
    if let wrong = runs.first(where: { $0 < 1 }) {
      throw Problem(
        status: 400, detail: "The query's \"runs\" must be ids, whole numbers from 1, not \(wrong).")
    }
    return runs
  }
}
