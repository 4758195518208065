import Formats
import Foundation
import Store
import Tracking
import Training

/// A job as the API shows it.
struct JobCard {
  var record: JobRecord
  /// As it was stored.
  let config: JSONValue
  let progress: JobProgress
  /// Why its next run has not begun though it is its turn.
  let waiting: String?

  /// - Parameters:
  ///   - paces: how fast a run under way gets on, by its id.
  ///   - waits: why a job's next run has not begun though it is its turn.
  ///   - now: seconds since 1970, for the estimate of what is left.
  init(_ record: JobRecord, paces: (Int64) -> Pace?, waits: (Job) -> String?, now: Double) {
    self.record = record
    config = (try? JSONValue(parsing: Data(record.job.config.utf8))) ?? .null
    progress = JobProgress(record, batchSize: config["batch_size"]?.integer, paces: paces, now: now)
    waiting = waits(record.job)
  }

  var json: JSONValue { Self.shape.json(self) }

  static let shape = JSONShape<JobCard>(
    named: "Job",
    Job.fields.map { $0.at(\.record.job) },
    [
      JSONField("paused", .boolean.described("whether none of its runs is begun")) {
        .bool($0.record.job.isPaused)
      },
      JSONField(
        "config",
        .anyObject.described(
          "every key with the value in force; of a run that is trained elsewhere whatever came")
      ) { $0.config },
      JSONField("message", .string.orNull.described("why it ended as it did")) {
        JSONValue($0.record.runs.compactMap(\.run.message).first)
      },
      JSONField(
        "waiting",
        .string.orNull.described(
          "why its next run has not begun though it is its turn: there is too little memory now, or what Slurm says"
        )
      ) { JSONValue($0.waiting) },
      JSONField("progress", JobProgress.shape.schema) { $0.progress.json },
      JSONField("runs", .array(of: RunRecord.shape.schema)) { .array($0.record.runs.map(\.json)) },
    ])
}

extension RunRecord {
  /// A run as the API shows it.
  var json: JSONValue { Self.shape.json(self) }

  static let shape = JSONShape<RunRecord>(
    named: "Run",
    Run.fields.map { $0.at(\.run) },
    [
      JSONField("job_id", .id) { JSONValue($0.run.jobID) },
      JSONField("job_name", .string) { .string($0.jobName) },
      JSONField("experiment", .string) { .string($0.experiment) },
      JSONField("method", .string) { .string($0.method) },
      JSONField("network", .string) { .string($0.network) },
      JSONField("dataset", .string) { .string($0.dataset) },
      JSONField("seed", .integer(0 ... .max)) { JSONValue(exactly: $0.run.seed) },
      JSONField(
        "steps", .integer(0 ... .max).orNull.described("iterations of the whole run; null while unknown")
      ) { $0.run.isOpenEnded ? .null : .integer($0.run.steps) },
      JSONField("epoch", .integer(0 ... .max)) { .integer($0.run.epoch) },
      JSONField("epochs", .integer(0 ... .max).orNull) {
        $0.run.isOpenEnded ? .null : .integer($0.run.epochs)
      },
      JSONField("layers", .array(of: .string).described("layers with an alignment angle, first to last")) {
        .array(($0.layers[MeasureCatalogue.alignment] ?? []).map { .string($0) })
      },
      JSONField(
        "angle_layers", .map(of: .array(of: .string)).described("layers by the name of an angle")
      ) { .object(MeasureCatalogue.angles(in: $0.layers).mapValues { .array($0.map { .string($0) }) }) },
      JSONField(
        "latest",
        .map(of: .number.orNull).described(
          "the last value of each metric of the whole network; null for a NaN")
      ) { .object($0.latest.mapValues { .number($0) }) },
    ])
}
