import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  private static let keys: Set<PointsQuestion.Key> = [.after, .seconds]

  /// One event, field by field.
  private static let event = JSONSchema.component(
    "ServerEvent",
    .object(
      [
        "event": .words(["points", "status"]),
        "data": .string.described(
          "JSON: a PointPage, or of a run `run`, `job`, `status`, `attempt`, `step`, `steps`, `message` and `deleted`"
        ),
        "id": .string.described("of `points`: what `Last-Event-ID` or `after` goes on from"),
        "retry": .integer(0 ... .max),
      ], optional: ["event", "data", "id", "retry"]))

  var streamEndpoints: [Endpoint] {
    let answers = [
      Answer(
        200, "Each `points` has the body of getPoints as its data, and its `next` as its id",
        content: ["text/event-stream": Self.event]),
      .problem(404, "There is no such run"),
    ]
    return [
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
            "seconds", .integer(PointsQuestion.seconds), "how long the stream lasts; for ever if left out",
            example: 1),
        ], answers: answers
      ) { try stream($0) },
      Endpoint(
        .post, "/api/v1/stream", "streamMoreRuns", "The same for more runs; nothing is changed",
        // It reads no more than the call that asks in its query.
        pace: .reading,
        body: .json(
          PointsQuestion.schema(Self.keys), example: ["runs": [1, 2], "names": ["loss"], "seconds": 1]),
        bodyLimit: PointsQuestion.byteLimit, answers: answers + [.problem(422, "What is wrong with the body")]
      ) { try stream($0) },
    ]
  }

  private func stream(_ request: Request) throws -> Response {
    let asked = try PointsQuestion(request, Self.keys)
    let known = try store.states(of: asked.runs)
    if let missing = asked.runs.first(where: { known[$0] == nil }) { throw TrackingError.noSuchRun(missing) }
    // A browser that lost the connection says how far it had come.
    let last = try request.headers["Last-Event-ID"].map { try PointCursor($0) }
    let stream = try events.open(
      runs: asked.runs, names: asked.names, after: last ?? asked.after ?? .start, seconds: asked.seconds)
    return Response(
      headers: [
        "Content-Type": "text/event-stream", "Cache-Control": "no-store",
        // A proxy in between must not gather it up.
        "X-Accel-Buffering": "no",
      ], body: .stream(stream))
  }
}
