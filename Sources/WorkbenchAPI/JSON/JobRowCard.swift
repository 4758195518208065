import Formats
import Store
import Tracking
import Training

/// A job as the API shows it in a row of a table: without its runs and its config.
struct JobRowCard {
  var listing: JobListing
  let progress: JobProgress
  let waiting: String?
  /// The metric's name.
  let metric: String

  /// - Parameters: as those of ``JobCard``.
  init(
    _ listing: JobListing, metric: String, paces: (Int64) -> Pace?, waits: (Job) -> String?, now: Double
  ) {
    self.listing = listing
    self.metric = metric
    progress = JobProgress(
      listing.job, batchSize: listing.batchSize, speed: listing.speed, paces: paces, now: now)
    waiting = waits(listing.job)
  }

  var json: JSONValue { Self.shape.json(self) }

  static let shape = JSONShape<JobRowCard>(
    named: "JobRow",
    Job.fields.filter { $0.key != "notes" }.map { $0.at(\.listing.job) },
    JobProgress.shape.fields.map { field in
      JSONField(field.key, field.schema) { field.value(of: $0.progress) }
    },
    [
      JSONField("experiment_id", .id(from: 0)) { JSONValue($0.listing.experimentID) },
      JSONField("paused", .boolean.described("whether none of its runs is begun")) {
        .bool($0.listing.job.isPaused)
      },
      JSONField("external", .boolean.described("whether it is trained elsewhere")) {
        .bool($0.listing.job.runs.contains(where: \.isExternal))
      },
      JSONField("trials", .integer(0 ... .max).described("its runs")) { .integer($0.listing.job.runs.count) },
      JSONField("states", .map(of: .integer(1 ... .max)).described("how many runs have each status")) {
        let states = Dictionary(grouping: $0.listing.job.runs, by: \.status.rawValue)
        return .object(states.mapValues { .integer($0.count) })
      },
      JSONField(
        "duration_seconds",
        .number.orNull.described(
          "all runs' under training, without pauses; null where nobody has measured it")
      ) { JSONValue($0.listing.seconds) },
      JSONField("message", .string.orNull.described("why it ended as it did")) {
        JSONValue($0.listing.job.runs.compactMap(\.message).first)
      },
      JSONField(
        "waiting", .string.orNull.described("why its next run has not begun though it is its turn")
      ) { JSONValue($0.waiting) },
      JSONField("has_notes", .boolean) { .bool($0.listing.job.notes != nil) },
      JSONField(
        "last", .map(of: .number.orNull).described("the metric's last value, the mean over the runs")
      ) { [$0.metric: JSONValue($0.listing.last)] },
      JSONField(
        "best", .map(of: .number.orNull).described("the metric's best value over all runs")
      ) { [$0.metric: JSONValue($0.listing.best)] },
      JSONField(
        "spark",
        .array(of: .number.orNull, count: 0...24).described(
          "the first run's metric, a longer series as means of spans of steps; null for a NaN")
      ) { .array($0.listing.spark.map { .number($0) }) },
      JSONField(
        "values",
        .map(of: .string.orNull).described(
          "what `columns` asked for, as the config has it, texts without quotes; null for a key that is not there"
        )
      ) { .object($0.listing.values.mapValues { JSONValue($0) }) },
    ])
}
