import Formats
import Foundation
import Store
import Tracking
import Training

/// Jobs and runs as the API shows them.
enum JobJSON {
  /// - Parameters:
  ///   - paces: how fast a run under way gets on, by its id.
  ///   - waits: why a run has not begun though it is its turn, by its id.
  ///   - now: seconds since 1970, for the estimate of what is left.
  static func job(
    _ record: JobRecord, paces: (Int64) -> Pace?, waits: (Int64) -> String?, now: Double
  ) -> JSONValue {
    let job = record.job
    let config = (try? JSONValue(parsing: Data(job.config.utf8))) ?? .null
    return [
      "id": JSONValue(job.id), "name": .string(job.name), "experiment": .string(job.experiment),
      "status": .string(job.status.rawValue), "paused": .bool(job.isPaused),
      "priority": .integer(job.priority), "method": .string(job.method), "network": .string(job.network),
      "dataset": .string(job.dataset), "tags": .object(job.tags.mapValues { .string($0) }), "config": config,
      "created_at": JSONValue(time: job.createdAt), "started_at": JSONValue(time: job.startedAt),
      "finished_at": JSONValue(time: job.finishedAt),
      "message": JSONValue(record.runs.compactMap(\.run.message).first),
      "waiting": JSONValue(record.runs.compactMap { waits($0.run.id) }.first),
      "progress": JobProgress(record, batchSize: config["batch_size"]?.integer, paces: paces, now: now).json,
      "runs": .array(record.runs.map(run)),
    ]
  }

  static func run(_ record: RunRecord) -> JSONValue {
    let run = record.run
    return [
      "id": JSONValue(run.id), "job_id": JSONValue(run.jobID), "job_name": .string(record.jobName),
      "experiment": .string(record.experiment), "method": .string(record.method),
      "network": .string(record.network), "dataset": .string(record.dataset), "trial": .integer(run.trial),
      "seed": JSONValue(exactly: run.seed), "status": .string(run.status.rawValue),
      "attempt": .integer(run.attempt),
      "step": .integer(run.step), "steps": run.isOpenEnded ? .null : .integer(run.steps),
      "epoch": .integer(run.epoch), "epochs": run.isOpenEnded ? .null : .integer(run.epochs),
      "steps_per_epoch": .integer(run.stepsPerEpoch), "external": .bool(run.isExternal),
      "threads": run.threads.map { .integer($0) } ?? .null,
      "diverged_step": run.divergedStep.map { .integer($0) } ?? .null,
      "created_at": JSONValue(time: run.createdAt), "started_at": JSONValue(time: run.startedAt),
      "finished_at": JSONValue(time: run.finishedAt), "last_point_at": JSONValue(time: run.lastPointAt),
      "message": JSONValue(run.message),
      "layers": .array((record.layers[MeasureCatalogue.alignment] ?? []).map { .string($0) }),
      "angle_layers": .object(
        MeasureCatalogue.angles(in: record.layers).mapValues { .array($0.map { .string($0) }) }),
      "latest": .object(record.latest.mapValues { .number($0) }),
    ]
  }
}
