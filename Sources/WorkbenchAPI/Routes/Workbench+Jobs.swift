import Formats
import Foundation
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  var jobEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/api/v1/jobs", "submitJob", "Queue a job, or a grid of them",
        body: .json(.jobRequest(datasets: datasets), example: Self.jobExample),
        answers: [
          .created(
            .any(of: [JobCard.shape.schema, .object(["jobs": .array(of: JobCard.shape.schema)])]),
            "The job, or the sweep's jobs, on disk"),
          .problem(422, "What is wrong with the config"),
        ]
      ) { try submit($0) },
      Endpoint(
        .get, "/api/v1/jobs", "listJobs", "Jobs, newest first",
        parameters: Parameter.selection + [.after, .limit],
        answers: [.ok(.page("jobs", of: JobCard.shape.schema), "One page")]
      ) { try listJobs($0) },
      Endpoint(
        .get, "/api/v1/jobs/{id}", "getJob", "One job with its runs", parameters: [.id(of: "job")],
        answers: [.ok(JobCard.shape.schema, "The job"), .problem(404, "There is no such job")]
      ) { request in
        .json(try job(request.identifier("id", of: "job")))
      },
    ]
  }

  private static let jobExample: JSONValue = [
    "dataset": "fashion-mnist", "network": "fc5", "method": "dkp", "epochs": 2, "trials": 2,
  ]

  /// A whole config, or a preset with overrides; or a grid of either. Answered once the jobs are on disk.
  private func submit(_ request: Request) throws -> Response {
    let request = JobRequest(try JSONValue(parsing: request.body))
    let jobs = try queue.submit(request.newJobs(datasets: datasets))
    guard request.isSweep else { return created(jobs[0]) }
    let tag =
      "sweep:\(jobs[0].tags["sweep"] ?? "")".addingPercentEncoding(withAllowedCharacters: .alphanumerics)
      ?? ""
    return .json(
      ["jobs": .array(jobs.map(json(ofNew:)))], status: 201,
      headers: ["Location": "/api/v1/jobs?tag=\(tag)"])
  }

  /// 201 with a job as it was stored: it is not read once more, since a failure of that would say that nothing was stored.
  func created(_ job: Job) -> Response {
    .json(json(ofNew: job), status: 201, headers: ["Location": "/api/v1/jobs/\(job.id)"])
  }

  private func json(ofNew job: Job) -> JSONValue {
    card(JobRecord(new: job)).json
  }

  private func listJobs(_ request: Request) throws -> Response {
    let query = request.query
    let page = try store.jobs(
      JobSelection(query), after: query.value("after"),
      limit: query.integer("limit", in: 1...Page<JobRecord>.maximumLimit) ?? Page<JobRecord>.defaultLimit)
    return .json(["jobs": .array(page.items.map { card($0).json }), "next": JSONValue(page.next)])
  }

  /// A job as the API shows it.
  func job(_ id: Int64) throws -> JSONValue {
    guard let record = try store.jobRecord(id) else { throw TrackingError.noSuchJob(id) }
    return card(record).json
  }

  private func card(_ record: JobRecord) -> JobCard {
    JobCard(
      record, paces: queue.pace, waits: queue.reasonToWait, now: Date().timeIntervalSince1970)
  }
}

extension Query {
  /// `status=`, checked against the words there are.
  func status() throws -> Status? {
    guard let text = try value("status") else { return nil }
    guard let status = Status(rawValue: text) else {
      let names = Status.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(status: 400, detail: "The query's \"status\" must be one of \(names), not \"\(text)\".")
    }
    return status
  }
}

extension Request {
  /// The id in the path.
  ///
  /// - Parameter first: the lowest that there is.
  /// - Throws: 404 for what cannot be one: nothing is there.
  func identifier(_ name: String, of noun: String, from first: Int64 = 1) throws -> Int64 {
    let text = parameters[name] ?? ""
    guard let id = Int64(text), id >= first else {
      throw Problem(
        status: 404,
        detail:
          "There is no \(noun) \"\(text)\"; ids are whole numbers from \(first), as in GET /api/v1/\(noun)s.")
    }
    return id
  }
}
