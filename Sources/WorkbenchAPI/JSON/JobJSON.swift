import Foundation
import Store
import Tracking
import Training

/// Jobs and runs as the API shows them.
enum JobJSON {
  /// - Parameter now: seconds since 1970, for the estimate of what is left.
  static func job(_ record: JobRecord, now: Double) -> JSONValue {
    let job = record.job
    let config = (try? JSONValue(parsing: Data(job.config.utf8))) ?? .null
    return [
      "id": JSONValue(job.id), "name": .string(job.name), "experiment": .string(job.experiment),
      "status": .string(job.status.rawValue), "method": .string(job.method), "network": .string(job.network),
      "dataset": .string(job.dataset), "tags": .object(job.tags.mapValues { .string($0) }), "config": config,
      "created_at": JSONValue(time: job.createdAt), "started_at": JSONValue(time: job.startedAt),
      "finished_at": JSONValue(time: job.finishedAt),
      "message": JSONValue(record.runs.compactMap(\.run.message).first),
      "progress": progress(record, batchSize: config["batch_size"], now: now),
      "runs": .array(record.runs.map(run)),
    ]
  }

  static func run(_ record: RunRecord) -> JSONValue {
    let run = record.run
    return [
      "id": JSONValue(run.id), "job_id": JSONValue(run.jobID), "job_name": .string(record.jobName),
      "experiment": .string(record.experiment), "method": .string(record.method),
      "network": .string(record.network), "dataset": .string(record.dataset), "trial": .integer(run.trial),
      "seed": .integer(Int(run.seed)), "status": .string(run.status.rawValue),
      "attempt": .integer(run.attempt),
      "step": .integer(run.step), "steps": .integer(run.steps), "epoch": .integer(run.epoch),
      "epochs": .integer(run.epochs), "external": .bool(run.isExternal),
      "created_at": JSONValue(time: run.createdAt), "started_at": JSONValue(time: run.startedAt),
      "finished_at": JSONValue(time: run.finishedAt), "message": JSONValue(run.message),
      "layers": .array(record.layers.map { .string($0) }),
      "angle_layers": .object(record.angleLayers.mapValues { .array($0.map { .string($0) }) }),
      "latest": .object(record.latest.mapValues { .number($0) }),
    ]
  }

  /// How far a job is, and how long the rest takes at the pace of the run that is under way.
  private static func progress(_ record: JobRecord, batchSize: JSONValue?, now: Double) -> JSONValue {
    let runs = record.runs.map(\.run)
    let steps = runs.reduce(0) { $0 + $1.steps }
    let done = runs.reduce(0) { $0 + $1.step }
    // A run that has ended early leaves nothing to do.
    let left = runs.reduce(0) { $0 + ($1.status.isFinal ? 0 : $1.steps - $1.step) }
    var pace: Double?
    if let run = runs.first(where: { $0.status == .running && $0.step > 0 }), let start = run.startedAt,
      now > start
    {
      pace = Double(run.step) / (now - start)
    }
    var speed = pace.flatMap { pace in batchSize?.integer.map { pace * Double($0) } }
    if speed == nil { speed = record.runs.compactMap(\.samplesPerSecond).last }
    return [
      "step": .integer(done), "steps": .integer(steps),
      "fraction": .number(steps == 0 ? 0 : Double(done) / Double(steps)),
      "eta_seconds": JSONValue(left == 0 ? nil : pace.map { Double(left) / $0 }),
      "samples_per_second": JSONValue(speed),
    ]
  }
}
