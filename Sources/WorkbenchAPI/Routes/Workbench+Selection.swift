import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// All that charts need to know of many runs, and what is trained now.
  var selectionEndpoints: [Endpoint] {
    let page = Answer.ok(SelectionJSON.shape.schema, "One page of runs, newest first, with their jobs")
    return [
      Endpoint(
        .get, "/api/v1/selection", "selectRuns", "The runs of a selection with their jobs, for charts",
        pace: .slow,
        parameters: Parameter.selection + [
          .after,
          .query(
            "limit",
            .integer(SelectionQuestion.limits).with("default", .integer(SelectionQuestion.standardLimit)),
            "how many runs at most"),
        ], answers: [page]
      ) { try select($0) },
      Endpoint(
        .post, "/api/v1/selection", "askForSelection", "The same for longer selections; nothing is changed",
        pace: .slow, body: .json(SelectionQuestion.schema, example: ["experiment": ["demo"], "limit": 100]),
        bodyLimit: PointsQuestion.byteLimit, answers: [page, .problem(422, "What is wrong with the body")]
      ) { try select($0) },
      Endpoint(
        .get, "/api/v1/queue", "getQueue", "What is trained now, and what comes next",
        parameters: [
          .query("metric", .metricName, "what `last`, `best` and `spark` are of; test_accuracy if left out")
        ],
        answers: [.ok(Self.queueSchema, "Jobs as rows of a table")]
      ) { try showQueue($0) },
    ]
  }

  private func select(_ request: Request) throws -> Response {
    let asked = try SelectionQuestion(request)
    return .json(
      SelectionJSON.encode(try store.runs(of: asked.selection, after: asked.after, limit: asked.limit)))
  }

  private func showQueue(_ request: Request) throws -> Response {
    let metric = try request.query.metric() ?? RowQuestion.standardMetric
    let listing = try store.queue(metric: Self.listed(metric))
    return .json([
      "running": .array(rows(listing.running, metric: metric)),
      "running_total": .integer(listing.runningTotal),
      "waiting": [
        "total": .integer(listing.waitingTotal), "next": .array(rows(listing.next, metric: metric)),
      ],
      "workers": .integer(queue.workers),
      "executors": .array(queue.executors.map(Self.executor.json)),
    ])
  }

  private static let queueSchema = JSONSchema.component(
    "Queue",
    .object([
      "running": .array(of: JobRowCard.shape.schema, count: 0...QueueListing.mostRunning).described(
        "jobs with a run under way, here or elsewhere, newest first"),
      "running_total": .integer(0 ... .max).described("how many these are, listed or not"),
      "waiting": .object([
        "total": .integer(0 ... .max).described("jobs that wait for their turn; paused ones do not"),
        "next": .array(of: JobRowCard.shape.schema, count: 0...QueueListing.mostNext).described(
          "in the order in which they will be taken"),
      ]),
      "workers": .integer(0 ... .max).described("runs that this server trains side by side"),
      "executors": .array(of: executor.schema).described("who takes runs of it, beside workers elsewhere"),
    ]))

  private static let executor = JSONShape<any Executor>(
    named: "Executor",
    [
      JSONField("name", .string.described("here for the server itself, slurm for a cluster")) {
        .string($0.name)
      },
      JSONField(
        "side_by_side", .integer(0 ... .max).orNull.described("runs at most; null for a scheduler's affair")
      ) {
        $0.promise.sideBySide.map { .integer($0) } ?? .null
      },
      JSONField("places", .array(of: .words(Place.allCases.map(\.rawValue))).described("of resources.where"))
      {
        .array($0.promise.places.map { .string($0.rawValue) })
      },
    ])
}
