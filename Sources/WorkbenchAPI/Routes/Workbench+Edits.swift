import Formats
import HTTPServer
import Store
import Tracking

extension Workbench {
  /// What people write beside what was recorded.
  var editEndpoints: [Endpoint] {
    [
      Endpoint(
        .patch, "/api/v1/jobs/{id}", "editJob", "Change a job's name, experiment, notes or tags",
        parameters: [.id(of: "job")],
        body: .json(EditRequest.jobSchema, example: ["notes": "the one that works"]),
        answers: [
          .ok(JobCard.shape.schema, "The job as it is then"), .problem(404, "There is no such job"),
          .problem(409, "It would have too many tags"), .problem(422, "What is wrong with the body"),
        ]
      ) { request in
        let id = try request.identifier("id", of: "job")
        try store.edit(job: id, EditRequest.job(request.body))
        return .json(try job(id))
      },
      Endpoint(
        .patch, "/api/v1/runs/{id}", "editRun", "Change a run's notes", parameters: [.id(of: "run")],
        body: .json(EditRequest.runSchema, example: ["notes": "diverged where the schedule jumps"]),
        answers: [
          .ok(RunRecord.shape.schema, "The run as it is then"), .problem(404, "There is no such run"),
          .problem(422, "What is wrong with the body"),
        ]
      ) { request in
        let id = try request.identifier("id", of: "run")
        let notes = try EditRequest.run(request.body)
        if let notes { try store.edit(run: id, notes: notes) }
        return .json(try run(id))
      },
      Endpoint(
        .post, "/api/v1/jobs/tag", "tagJobs", "Give every such job tags, or take them off",
        parameters: Parameter.selection + [.expected],
        body: .json(EditRequest.tagsRequest, example: ["tags": ["who": "me"]]),
        answers: [
          .ok(
            .object([
              "count": .integer(0 ... .max),
              "ids": .array(of: .id).described("of the jobs that it was done to"),
            ]),
            "It is done, to all of them at once"),
          Answer(
            409, "`expected` is missing or another number, or one would have too many tags; nothing was done",
            content: ["application/problem+json": .any(of: [.otherCount, .problem])]),
          .problem(422, "What is wrong with the body"),
        ]
      ) { request in
        let selection = try request.query.selectionOfSome()
        let expected = try request.query.integer("expected", in: 0 ... .max)
        let ids = try store.tag(selection, EditRequest.tags(request.body), expected: expected)
        return .json(["count": .integer(ids.count), "ids": .array(ids.map(JSONValue.init(_:)))])
      },
    ]
  }

  var experimentEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/experiments", "listExperiments",
        "Experiments, the one in which something happened last first",
        answers: [
          .ok(.object(["experiments": .array(of: ExperimentRecord.shape.schema)]), "All of them")
        ]
      ) { _ in .json(["experiments": .array(try store.experiments().map(ExperimentRecord.shape.json))]) },
      Endpoint(
        .get, "/api/v1/experiments/{id}", "getExperiment", "One experiment",
        parameters: [.id(of: "experiment", from: 0)],
        answers: [
          .ok(ExperimentRecord.shape.schema, "The experiment"), .problem(404, "There is no such experiment"),
        ]
      ) { request in .json(try experiment(request.identifier("id", of: "experiment", from: 0))) },
      Endpoint(
        .patch, "/api/v1/experiments/{id}", "editExperiment", "Change an experiment's name or notes",
        parameters: [.id(of: "experiment", from: 0)],
        body: .json(EditRequest.experimentSchema, example: ["notes": "does the angle fall at every layer?"]),
        answers: [
          .ok(ExperimentRecord.shape.schema, "The experiment as it is then"),
          .problem(404, "There is no such experiment"), .problem(409, "Another one has this name"),
          .problem(422, "What is wrong with the body"),
        ]
      ) { request in
        let id = try request.identifier("id", of: "experiment", from: 0)
        let edit = try EditRequest.experiment(request.body)
        try store.edit(experiment: id, name: edit.name, notes: edit.notes)
        return .json(try experiment(id))
      },
    ]
  }

  private func experiment(_ id: Int64) throws -> JSONValue {
    guard let record = try store.experiment(id) else { throw TrackingError.noSuchExperiment(id) }
    return ExperimentRecord.shape.json(record)
  }
}

extension ExperimentRecord {
  static let shape = JSONShape<ExperimentRecord>(
    named: "Experiment",
    [
      JSONField("id", .id(from: 0)) { JSONValue($0.id) },
      JSONField("name", .string) { .string($0.name) },
      JSONField("notes", .string.orNull.described("Markdown, as somebody wrote it")) { JSONValue($0.notes) },
      JSONField("jobs", .integer(1 ... .max)) { .integer($0.jobs) },
      JSONField("runs", .integer(0 ... .max)) { .integer($0.states.values.reduce(0, +)) },
      JSONField("states", .map(of: .integer(1 ... .max)).described("how many runs have each status")) {
        .object(Dictionary(uniqueKeysWithValues: $0.states.map { ($0.key.rawValue, .integer($0.value)) }))
      },
      JSONField("created_at", .time) { .string(Timestamp.text($0.createdAt)) },
      JSONField("last_activity_at", .time.described("when a job, a point or an end came last")) {
        .string(Timestamp.text($0.lastActivityAt))
      },
    ])
}
