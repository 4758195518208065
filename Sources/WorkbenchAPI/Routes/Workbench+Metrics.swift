import Foundation
import HTTPServer
import Store

extension Workbench {
  /// Runs that one request may name.
  private static let runsPerRequest = 1_000

  var metricEndpoints: [Endpoint] {
    [
      Endpoint(.get, "/api/v1/metrics", "getPoints", "Points as columns, one object for each series") {
        request in
        let query = request.query
        let page = try store.points(
          runs: try Self.runs(in: query), names: query.list("names"),
          after: try query.value("after").map { try PointCursor($0) } ?? .step(0),
          maxPoints: try query.integer("points", in: Store.fewestPoints...Store.pointsPerPage))
        return .json(PointsJSON.encode(page))
      },
      Endpoint(.get, "/api/v1/metrics.csv", "exportPoints", "Every stored point, as CSV") { request in
        let query = request.query
        let export = try store.csv(runs: Self.runs(in: query), names: query.list("names"))
        return Response(
          headers: [
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": "attachment; filename=\"points.csv\"",
          ], body: try Self.body(of: export))
      },
    ]
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

  /// `runs=1,2`, at least one.
  private static func runs(in query: Query) throws -> [Int64] {
    let runs = try query.integers("runs")
    guard (1...runsPerRequest).contains(runs.count) else {
      throw Problem(
        status: 400,
        detail:
          "The query's \"runs\" must name 1 to \(runsPerRequest) runs, as in runs=1,2; it names \(runs.count)."
      )
    }
    return runs
  }
}
