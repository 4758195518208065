import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// What is done to one job.
  var jobControlEndpoints: [Endpoint] {
    [
      changing("cancel", "cancelJob", "Cancel a job", conflict: "It has ended otherwise") { id, _ in
        try queue.cancel(id)
      },
      changing(
        "pause", "pauseJob", "Pause a job: its runs under way leave a checkpoint",
        conflict: "It has ended, or is trained elsewhere"
      ) { id, _ in try queue.pause(id) },
      changing(
        "resume", "resumeJob", "Let a paused job go on", conflict: "It has ended, or is trained elsewhere"
      ) {
        id, _ in
        try queue.resume(id)
      },
      changing(
        "priority", "setPriority", "Train a job before others, or after them",
        body: .json(.priorityRequest, example: ["priority": 5]),
        conflict: "It is trained elsewhere"
      ) { id, request in
        try queue.setPriority(of: id, to: JobRequest.priority(in: JSONValue(parsing: request.body)))
      },
      Endpoint(
        .post, "/api/v1/jobs/{id}/clone", "cloneJob", "Queue a job with another one's config, changed",
        parameters: [.id(of: "job")],
        body: .json(
          .cloneRequest, isRequired: false, example: ["overrides": ["optimizer.learning_rate": 0.005]]),
        answers: [
          .created(JobCard.shape.schema, "The new job, which is on disk"),
          .problem(404, "There is no such job"),
          .problem(409, "It is trained elsewhere"), .problem(422, "What is wrong with the changed config"),
        ]
      ) { try clone($0) },
      Endpoint(
        .delete, "/api/v1/jobs/{id}", "deleteJob",
        "Delete a job: its points and checkpoints go in the background",
        parameters: [.id(of: "job")],
        answers: [
          Answer(
            202, "It is gone", content: ["application/json": .object(["id": .id, "deleted": .boolean])]),
          .problem(404, "There is no such job"),
        ]
      ) { request in
        let id = try request.identifier("id", of: "job")
        try queue.delete(id)
        return .json(["id": JSONValue(id), "deleted": true], status: 202)
      },
    ]
  }

  /// A call that changes the job in its path, then shows it.
  private func changing(
    _ verb: String, _ name: String, _ summary: String, body: Body? = nil, conflict: String,
    _ change: @escaping @Sendable (Int64, Request) throws -> Void
  ) -> Endpoint {
    let answers: [Answer] = [
      .ok(JobCard.shape.schema, "The job as it is then"), .problem(404, "There is no such job"),
      .problem(409, conflict),
    ]
    return Endpoint(
      .post, Pattern("/api/v1/jobs/{id}/\(verb)"), name, summary, parameters: [.id(of: "job")], body: body,
      answers: body == nil ? answers : answers + [.problem(422, "What is wrong with the body")]
    ) { request in
      let id = try request.identifier("id", of: "job")
      try change(id, request)
      return .json(try job(id))
    }
  }

  private func clone(_ request: Request) throws -> Response {
    let id = try request.identifier("id", of: "job")
    guard let original = try store.job(id) else { throw TrackingError.noSuchJob(id) }
    let clone = try JobClone(parsing: request.body).newJob(of: original, datasets: datasets)
    return created(try queue.submit([clone])[0])
  }
}
