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
        .post, "/api/v1/jobs/cancel", "cancelJobs", "Cancel every job of an experiment, a tag, a status",
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
      parameters: [
        .status, .experiment, .tag,
        .query(
          "expected", .integer(0 ... .max),
          "how many jobs that is; without it the answer is a 409 that says how many"),
      ],
      answers: [
        Answer(status, "It is done, to all of them at once", content: ["application/json": done]),
        Answer(
          409, "`expected` is missing or another number; nothing was done",
          content: ["application/problem+json": .otherCount]),
      ]
    ) { request in
      let filter = try request.query.jobFilter()
      guard filter != JobFilter() else {
        throw Problem(
          status: 400,
          detail:
            "The query says for which jobs: give \"experiment\", \"tag\" (key:value) or \"status\", as in ?experiment=demo; "
            + "they all have to hold.")
      }
      let expected = try request.query.integer("expected", in: 0 ... .max)
      let ids = try queue.change(filter, by: change, expected: expected)
      return .json(
        ["count": .integer(ids.count), "ids": .array(ids.map(JSONValue.init(_:)))], status: status)
    }
  }
}
