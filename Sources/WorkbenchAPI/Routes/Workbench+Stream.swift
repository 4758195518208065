import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// The longest that a stream can be asked to last.
  private static let secondsPerStream = 86_400

  var streamEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/stream", "streamRuns",
        "Points and states of runs as they come: server-sent events `points` and `status`",
        parameters: [
          .runs, .names,
          .query(
            "after", .cursor,
            "a step, or the `next` of an earlier answer; the header `Last-Event-ID` comes before it",
            example: "0"),
          .query(
            "seconds", .integer(1...Self.secondsPerStream), "how long the stream lasts; for ever if left out",
            example: 1),
        ],
        answers: [
          Answer(
            200, "Each `points` has the body of getPoints as its data, and its `next` as its id",
            content: ["text/event-stream": .serverEvent]),
          .problem(404, "There is no such run"),
        ]
      ) { try stream($0) }
    ]
  }

  private func stream(_ request: Request) throws -> Response {
    let query = request.query
    let runs = try Self.runs(in: query)
    let known = try store.states(of: runs)
    if let missing = runs.first(where: { known[$0] == nil }) { throw TrackingError.noSuchRun(missing) }
    // A browser that lost the connection says how far it had come.
    let after = try request.headers["Last-Event-ID"] ?? query.value("after")
    let stream = try events.open(
      runs: runs, names: Self.names(in: query), after: after.map { try PointCursor($0) } ?? .step(0),
      seconds: query.integer("seconds", in: 1...Self.secondsPerStream))
    return Response(
      headers: [
        "Content-Type": "text/event-stream", "Cache-Control": "no-store",
        // A proxy in between must not gather it up.
        "X-Accel-Buffering": "no",
      ], body: .stream(stream))
  }
}
