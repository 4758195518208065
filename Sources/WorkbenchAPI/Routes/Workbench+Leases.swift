import Files
import Formats
import Foundation
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// What workers on other machines ask: a run to train, to hold it for longer, and to end it. Their points come where those of
  /// others come, see ``externalEndpoints``; their files see ``Workbench+Checkpoints``.
  var leaseEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/api/v1/leases", "claimRun", "Get a run to train it",
        body: .json(
          LeaseQuestion.Claim.schema, example: ["worker": "desk-2:4711", "seconds": 60]),
        answers: [
          .ok(
            .object(["lease": .any(of: [LeaseGrant.shape.schema, JSONSchema(["type": "null"])])]),
            "The run; null when none waits"),
          .problem(404, "There is no such run"),
          .problem(409, "The run does not wait, or is not to be had now"),
          .problem(422, "What is wrong with the body"),
        ]
      ) { request in
        let grant = try claim(LeaseQuestion.Claim(JSONValue(parsing: request.body)))
        return .json(["lease": grant.map(LeaseGrant.shape.json) ?? .null])
      },
      Endpoint(
        .post, "/api/v1/runs/{id}/lease", "renewLease", "Hold a run for longer",
        parameters: [.id(of: "run")],
        body: .json(LeaseQuestion.Renewal.schema, example: ["worker": "desk-2:4711", "attempt": 1]),
        answers: [.ok(LeaseStanding.shape.schema, "Whether to go on")] + Self.leaseProblems
      ) { request in
        let id = try request.identifier("id", of: "run")
        let asked = try LeaseQuestion.Renewal(JSONValue(parsing: request.body))
        let key = LeaseKey(run: id, worker: asked.worker, attempt: asked.attempt)
        return .json(LeaseStanding.shape.json(try store.renew(key, asked.news)))
      },
      Endpoint(
        .post, "/api/v1/runs/{id}/lease/end", "endLease", "End a run, or give it back to be taken up again",
        parameters: [.id(of: "run")],
        body: .json(
          LeaseQuestion.End.schema, example: ["worker": "desk-2:4711", "attempt": 1, "status": "succeeded"]),
        answers: [.ok(.object(["status": Status.schema]), "The status that it has got")] + Self.leaseProblems
      ) { request in
        let id = try request.identifier("id", of: "run")
        let asked = try LeaseQuestion.End(JSONValue(parsing: request.body))
        return .json(["status": .string(try end(id, asked).rawValue)])
      },
    ]
  }

  static let leaseProblems: [Answer] = [
    .problem(404, "There is no such run"),
    .problem(409, "The worker does not hold the run any more, or it has ended"),
    .problem(422, "What is wrong with the body"),
  ]

  private func claim(_ asked: LeaseQuestion.Claim) throws -> LeaseGrant? {
    let terms = LeaseTerms(
      owner: .worker(asked.worker), until: Date().timeIntervalSince1970 + asked.seconds,
      seconds: asked.seconds, environment: asked.environment, places: [.any])
    var checkpoint: CheckpointFolder.Found?
    let look = { (id: Int64) throws -> Int in
      checkpoint = try self.checkpoint(toGoOnFrom: id)
      return checkpoint?.step ?? 0
    }
    // Who asks once more, because no answer came, gets what it has.
    if let held = try store.run(heldBy: terms.owner), asked.run == nil || asked.run == held.id,
      let job = try store.job(held.jobID)
    {
      if held.attempt > 1 { checkpoint = try self.checkpoint(toGoOnFrom: held.id) }
      return LeaseGrant(run: held, config: job.config, seconds: asked.seconds, checkpoint: checkpoint)
    }
    let claimed =
      try asked.run.map { try store.claim(run: $0, for: terms, checkpointStep: look) }
      ?? store.claimNextRun(for: terms, admit: { _ in }, checkpointStep: look)
    guard let run = claimed, let job = try store.job(run.jobID) else { return nil }
    // Of the run that was claimed, which may not be the first that was looked at.
    if run.step == 0 || run.attempt == 1 { checkpoint = nil }
    queue.checkpoints.folder(of: run.id).prepare(for: run.step)
    queue.announceWork()
    return LeaseGrant(run: run, config: job.config, seconds: asked.seconds, checkpoint: checkpoint)
  }

  private func checkpoint(toGoOnFrom id: Int64) throws -> CheckpointFolder.Found? {
    guard let run = try store.run(id), let job = try store.job(run.jobID) else { return nil }
    return queue.checkpoints.folder(of: id).newest(of: config(of: job), seed: run.seed) { error in
      try? store.note("begins anew: \(error)", of: id)
    }
  }

  /// What a run's files are checked against; nil where it cannot be read here, and nothing can be compared.
  func config(of job: Job) -> JobConfig? {
    try? JobConfig(parsing: Data(job.config.utf8), datasets: datasets)
  }

  private func end(_ id: Int64, _ asked: LeaseQuestion.End) throws -> Status {
    let key = LeaseKey(run: id, worker: asked.worker, attempt: asked.attempt)
    let status = try store.finish(
      key, as: asked.status, message: asked.message, divergedStep: asked.divergedStep)
    uploads.end(id)
    queue.checkpoints.folder(of: id).tidy(after: status)
    queue.announceEnd()
    return status
  }
}

/// A run that a worker has been given, with all that it has to know of it.
struct LeaseGrant {
  var run: Run
  /// Canonical JSON.
  var config: String
  var seconds: Double
  var checkpoint: CheckpointFolder.Found?

  static let shape = JSONShape<LeaseGrant>(
    named: "Lease",
    [
      JSONField("run", .id) { JSONValue($0.run.id) },
      JSONField("job", .id) { JSONValue($0.run.jobID) },
      JSONField("trial", .integer(1 ... .max)) { .integer($0.run.trial) },
      JSONField("seed", .integer(0 ... .max)) { JSONValue(exactly: $0.run.seed) },
      JSONField("attempt", .integer(1 ... .max).described("to be named in every call about the run")) {
        .integer($0.run.attempt)
      },
      JSONField("seconds", .number.described("that the lease holds from now on")) { .number($0.seconds) },
      JSONField("step", .integer(0 ... .max).described("the last iteration whose points are stored")) {
        .integer($0.run.step)
      },
      JSONField("steps", .integer(0 ... .max)) { .integer($0.run.steps) },
      JSONField("steps_per_epoch", .integer(1 ... .max)) { .integer($0.run.stepsPerEpoch) },
      JSONField("threads", .integer(1 ... .max).orNull.described("that it was begun with; null before that"))
      {
        $0.run.threads.map { .integer($0) } ?? .null
      },
      JSONField("config", .anyObject) { grant in
        (try? JSONValue(parsing: Data(grant.config.utf8))) ?? .object([:])
      },
      JSONField(
        "checkpoint",
        .any(of: [
          .object(["step": .integer(0 ... .max), "bytes": .integer(0 ... .max)]),
          JSONSchema(["type": "null"]),
        ]).described("what it goes on from: GET /runs/{id}/checkpoints/{step}; null to begin")
      ) { grant in
        guard let found = grant.checkpoint else { return .null }
        return [
          "step": .integer(found.step), "bytes": .integer((try? OpenFile(path: found.file.path).size) ?? 0),
        ]
      },
    ])
}

extension LeaseStanding {
  static let shape = JSONShape<LeaseStanding>(
    named: "LeaseStanding",
    [
      JSONField(
        "stop", .words(StopReason.allCases.map(\.rawValue)).orNull.described("why to stop; null to go on")
      ) {
        JSONValue($0.stop?.rawValue)
      },
      JSONField("threads", .integer(1 ... .max).orNull.described("that the run was begun with")) {
        $0.threads.map { .integer($0) } ?? .null
      },
      JSONField("seconds", .number.described("that the lease holds from now on")) { .number($0.seconds) },
    ])
}
