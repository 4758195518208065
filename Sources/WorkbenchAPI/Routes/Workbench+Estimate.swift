import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  /// What a job would take, asked before it is queued.
  var estimateEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/api/v1/jobs/estimate", "estimateJob",
        "What a job, or a grid of them, would take; nothing is queued",
        // Where no earlier run tells how fast it would be, a few steps are trained.
        pace: .slow,
        body: .json(
          .jobRequest(datasets: datasets),
          example: ["dataset": "fashion-mnist", "network": "fc5", "method": "dkp", "epochs": 2]),
        answers: [.ok(Self.estimate.schema, "The estimate"), .problem(422, "What is wrong with the config")]
      ) { request in
        let jobs = try JobRequest(JSONValue(parsing: request.body)).newJobs(datasets: datasets)
        let estimate = try queue.estimate(jobs, earlier: store.knownSpeed)
        return .json(Self.estimate.json(estimate))
      }
    ]
  }

  private static let estimate = JSONShape<JobEstimate>(
    named: "JobEstimate",
    [
      JSONField("jobs", .integer(1 ... .max)) { .integer($0.jobs) },
      JSONField("runs", .integer(1 ... .max)) { .integer($0.runs) },
      JSONField("iterations", .integer(0 ... .max).described("of all runs")) { .integer($0.iterations) },
      JSONField("samples", .integer(0 ... .max).described("of all runs, each as often as it is trained on")) {
        .integer($0.samples)
      },
      JSONField(
        "seconds",
        .number.orNull.described(
          "of training, as many runs side by side as the queue trains; evaluation is not counted")
      ) { JSONValue($0.seconds) },
      JSONField("samples_per_second", .number.orNull) { JSONValue($0.samplesPerSecond) },
      JSONField(
        "basis",
        .string.orNull.described(
          "where the rate is from: earlier runs of this kind, or a short measurement; null where it is unknown"
        )
      ) { JSONValue($0.basis) },
      JSONField("memory_bytes", .integer(0 ... .max).described("of the largest run, at its peak")) {
        .integer($0.memoryBytes)
      },
    ])
}

extension Store {
  /// How fast runs like those of a job were with so many threads; nil where there were none.
  package func knownSpeed(of job: NewJob, threads: Int) throws -> KnownSpeed? {
    try speed(
      like: job.config, dataset: job.dataset, method: job.method, threads: threads,
      metric: MeasureCatalogue.speedName
    ).map { KnownSpeed(samplesPerSecond: $0.value, runs: $0.runs) }
  }
}
