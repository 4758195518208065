import Files
import Formats
import Archives
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  private static let pointKeys: Set<PointsQuestion.Key> = [.after, .points]
  private static let tableKeys: Set<PointsQuestion.Key> = [.job, .experiment]

  /// Points of runs. What a query asks for, the body of a POST asks for too, of more runs than a query has room for.
  var metricEndpoints: [Endpoint] {
    let page = Answer.ok(.pointPage, "What was committed behind `after`")
    let tableAnswers = [
      Answer.file("text/csv", .string, "One line for each point"),
      .problem(507, "The server's disk has no room for it"),
    ]
    return [
      Endpoint(
        .get, "/api/v1/metrics", "getPoints", "Points as columns, one object for each series",
        parameters: [
          .runs, .names,
          .query("after", .cursor, "a step, or the `next` of an earlier answer", example: "0"),
          .query(
            "points", .integer(PointsQuestion.points),
            "a longer series comes as means, minima and maxima of so many spans of steps"),
        ], answers: [page]
      ) { try points($0) },
      Endpoint(
        .post, "/api/v1/metrics", "askForPoints", "The same for more runs; nothing is changed",
        body: .json(
          PointsQuestion.schema(Self.pointKeys),
          example: ["runs": [1, 2], "names": ["loss"], "points": 2000]),
        bodyLimit: PointsQuestion.byteLimit, answers: [page, .problem(422, "What is wrong with the body")]
      ) { try points($0) },
      Endpoint(
        .get, "/api/v1/metrics.csv", "exportPoints", "Every stored point, as CSV",
        parameters: [
          .query(
            "runs", .listedRuns,
            "ids of runs or ranges of them, with commas between; in their place all runs of a `job` or an `experiment`",
            example: [1]),
          .query("job", .id, "all runs of this job"), .experiment, .names,
        ], answers: tableAnswers
      ) { try table($0) },
      Endpoint(
        .get, "/api/v1/metrics/catalogue", "getMeasures", "What runs measure, and how it is drawn",
        answers: [.ok(.measureCatalogue, "All measures of runs that are trained here")]
      ) { _ in .json(MeasureCatalogue.json) },
      Endpoint(
        .post, "/api/v1/metrics.csv", "askForTable", "The same for more runs; nothing is changed",
        body: .json(PointsQuestion.schema(Self.tableKeys), example: ["runs": [1, 2], "names": ["loss"]]),
        bodyLimit: PointsQuestion.byteLimit,
        answers: tableAnswers + [.problem(422, "What is wrong with the body")]
      ) { try table($0) },
    ]
  }

  private func points(_ request: Request) throws -> Response {
    let asked = try PointsQuestion(request, Self.pointKeys)
    let page = try store.points(
      runs: asked.runs, names: asked.names, after: asked.after ?? .step(0), maxPoints: asked.points)
    return .json(PointsJSON.encode(page))
  }

  private func table(_ request: Request) throws -> Response {
    let asked = try PointsQuestion(request, Self.tableKeys)
    let runs = asked.filter == RunFilter() ? asked.runs : try store.runIDs(asked.filter)
    return Response(
      headers: [
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": "attachment; filename=\"points.csv\"",
      ], body: try body(of: store.csv(runs: runs, names: asked.names)))
  }

  /// The export as a file without a name, which the kernel sends: a table of any length takes little memory, and is
  /// gone with the answer. It lies beside the checkpoints, where there is room for such files.
  private func body(of export: CSVExport) throws -> Response.Body {
    var export = export
    do {
      let file = try ScratchFile(path: queue.checkpoints.scratchPath())
      while let part = try export.next() { try file.append { $0 += part } }
      try file.flush()
      let open = try OpenFile(path: file.path)
      return .file(open, offset: 0, count: UInt64(open.size))
    } catch FileError.unwritable(_, let reason) {
      throw Problem(status: 507, detail: Self.noRoom(for: "table", reason))
    }
  }

  /// `names=loss,angle`, or none for all.
  static func names(in query: Query) throws -> [String] {
    let names = query.list("names")
    guard names.count <= PointsQuestion.mostNames else {
      throw Problem(
        status: 400,
        detail: "The query's \"names\" may name \(PointsQuestion.mostNames) metrics; it names \(names.count)."
      )
    }
    if let wrong = names.first(where: { !Metric.isName($0) }) {
      let hint = Metric.nearestName(to: wrong).map { "; try \"\($0)\"" } ?? ""
      throw Problem(
        status: 400,
        detail: "The query's \"names\" must be metrics such as loss,test_accuracy, not \"\(wrong)\"\(hint).")
    }
    return names
  }

  /// `runs=1,2,10-20`, at least one.
  static func runs(in query: Query) throws -> [Int64] {
    let most = PointsQuestion.runsPerQuery
    let ranges = try query.list("runs").map(range)
    // Counted before they are written out: a range may be of any length.
    let count = ranges.reduce(0) { min($0 + $1.count, Int(Int32.max)) }
    guard (1...most).contains(count) else {
      let twin =
        count > most
        ? "; POST the same to the same path, {\"runs\": [1, 2]}, for up to \(PointsQuestion.runsPerBody)" : ""
      throw Problem(
        status: 400,
        detail:
          "The query's \"runs\" must name 1 to \(most) runs, as in runs=1,2,10-20; it names \(count)\(twin).")
    }
    return ranges.flatMap { $0.map(Int64.init) }
  }

  /// `7` or `10-20`.
  private static func range(_ text: String) throws(Problem) -> ClosedRange<Int> {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
    guard let first = ends[0], let last = ends[ends.count - 1], first >= 1, first <= last, last < .max else {
      throw Problem(
        status: 400,
        detail:
          "The query's \"runs\" must be ids, whole numbers from 1 with commas between them, or ranges such as 10-20, not \"\(text)\"."
      )
    }
    return first...last
  }
}
