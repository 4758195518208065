import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// What is done to many jobs at once. Nobody does it to others than they have seen: a call has to say how many it is
  /// for, and is told so if it does not.
  var jobChangeEndpoints: [Endpoint] {
    [
      changing(
        .post, "/api/v1/jobs/cancel", "cancelJobs", "Cancel every job of a selection",
        .cancel),
      changing(.post, "/api/v1/jobs/pause", "pauseJobs", "Pause every such job", .pause),
      changing(
        .post, "/api/v1/jobs/resume", "resumeJobs", "Let every such job that is paused go on", .resume),
      changing(
        .delete, "/api/v1/jobs", "deleteJobs",
        "Delete every such job: points and checkpoints go in the background", .delete),
    ]
  }

  private func changing(
    _ method: Method, _ pattern: Pattern, _ name: String, _ summary: String, _ change: JobsChange
  ) -> Endpoint {
    let done: JSONSchema = .object([
      "count": .integer(0 ... .max), "ids": .array(of: .id).described("of the jobs that it was done to"),
    ])
    let status = change == .delete ? 202 : 200
    return Endpoint(
      method, pattern, name, summary,
      parameters: Parameter.selection + [.expected],
      answers: [
        Answer(status, "It is done, to all of them at once", content: ["application/json": done]),
        Answer(
          409, "`expected` is missing or another number; nothing was done",
          content: ["application/problem+json": .otherCount]),
      ]
    ) { request in
      let selection = try request.query.selectionOfSome()
      let expected = try request.query.integer("expected", in: 0 ... .max)
      let ids = try queue.change(selection, by: change, expected: expected)
      return .json(
        ["count": .integer(ids.count), "ids": .array(ids.map(JSONValue.init(_:)))], status: status)
    }
  }
}
