import Archives
import Files
import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  private static let pointKeys: Set<PointsQuestion.Key> = [.after, .before, .points]
  private static let tableKeys: Set<PointsQuestion.Key> = [.job, .experiment, .from, .to]

  /// Points of runs. Whoever asks for every point there is waits with others who do, and everybody else is answered
  /// meanwhile. What a query asks for, the body of a POST asks for too, of more runs than a query has room for.
  var metricEndpoints: [Endpoint] {
    let page = Answer.ok(PointsJSON.shape.schema, "What was committed behind `after`")
    let tableAnswers = [
      Answer.file("text/csv", .string, "One line for each point"),
      .problem(507, "The server's disk has no room for it"),
    ]
    return [
      Endpoint(
        .get, "/api/v1/metrics", "getPoints", "Points as columns, one object for each series",
        pace: .slow,
        parameters: [
          .runs, .names,
          .query("after", .cursor, "a step, or the `next` of an earlier answer", example: "0"),
          .query("before", .integer(Point.steps), "the last step that is wanted", example: 5000),
          .query(
            "points", .integer(PointsQuestion.points),
            "a longer series comes as means, minima and maxima over equal spans of steps: at most so many, and at least half"
          ),
        ], answers: [page]
      ) { try points($0) },
      Endpoint(
        .post, "/api/v1/metrics", "askForPoints", "The same for more runs; nothing is changed",
        pace: .slow,
        body: .json(
          PointsQuestion.schema(Self.pointKeys),
          example: ["runs": [1, 2], "names": ["loss"], "points": 2000]),
        bodyLimit: PointsQuestion.byteLimit, answers: [page, .problem(422, "What is wrong with the body")]
      ) { try points($0) },
      Endpoint(
        .get, "/api/v1/metrics.csv", "exportPoints", "Every stored point, as CSV", pace: .slow,
        parameters: [
          .query(
            "runs", .listedRuns,
            "ids of runs or ranges of them, with commas between; in their place all runs of a `job` or an `experiment`",
            example: [1]),
          .query("job", .id, "all runs of this job"), .experiment, .names,
          .query("from", .integer(Point.steps), "the first step that is wanted", example: 1),
          .query("to", .integer(Point.steps), "the last step that is wanted", example: 5000),
        ], answers: tableAnswers
      ) { try table($0) },
      Endpoint(
        .get, "/api/v1/metrics/catalogue", "getMeasures", "What runs measure, and how it is drawn",
        answers: [.ok(MeasureCatalogue.schema, "All measures of runs that are trained here")]
      ) { _ in .json(MeasureCatalogue.json) },
      Endpoint(
        .post, "/api/v1/metrics.csv", "askForTable", "The same for more runs; nothing is changed",
        pace: .slow,
        body: .json(PointsQuestion.schema(Self.tableKeys), example: ["runs": [1, 2], "names": ["loss"]]),
        bodyLimit: PointsQuestion.byteLimit,
        answers: tableAnswers + [.problem(422, "What is wrong with the body")]
      ) { try table($0) },
    ]
  }

  private func points(_ request: Request) throws -> Response {
    let asked = try PointsQuestion(request, Self.pointKeys)
    let page = try store.points(
      runs: asked.runs, names: asked.names, after: asked.after ?? .start, before: asked.before ?? .max,
      maxPoints: asked.points)
    return .json(PointsJSON.encode(page))
  }

  private func table(_ request: Request) throws -> Response {
    let asked = try PointsQuestion(request, Self.tableKeys)
    let runs = asked.filter == RunFilter() ? asked.runs : try store.runIDs(asked.filter)
    return Response(
      headers: [
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": "attachment; filename=\"points.csv\"",
      ], body: try body(of: store.csv(runs: runs, names: asked.names, steps: asked.steps)))
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
}
