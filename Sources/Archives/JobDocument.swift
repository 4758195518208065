import Formats
import Foundation
import Store
import Tracking

/// `job.json` of an archive: a job and its runs but for their points, weights and config, with the ids that they had.
struct JobDocument: Equatable {
  struct Series: Equatable {
    var metric: Metric
    var points: Int
  }

  /// Its config is not in this file.
  var job: Job
  /// By run, in the order of `job.runs`; those of a run in the order in which its points come.
  var series: [[Series]]
  /// By run: whether its weights are in the archive.
  var hasWeights: [Bool]

  // MARK: Writing

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "id": .integer(Int(job.id)), "name": .string(job.name), "experiment": .string(job.experiment),
      "tags": .object(job.tags.mapValues { .string($0) }), "priority": .integer(job.priority),
      "method": .string(job.method), "network": .string(job.network), "dataset": .string(job.dataset),
      "status": .string(job.status.rawValue), "created_at": .string(Timestamp.text(job.createdAt)),
      "runs": .array(job.runs.indices.map(run)),
    ]
    members["started_at"] = job.startedAt.map { .string(Timestamp.text($0)) }
    members["finished_at"] = job.finishedAt.map { .string(Timestamp.text($0)) }
    return .object(members)
  }

  private func run(_ index: Int) -> JSONValue {
    let run = job.runs[index]
    var members: [String: JSONValue] = [
      "id": .integer(Int(run.id)), "trial": .integer(run.trial),
      "seed": .integer(Int(truncatingIfNeeded: run.seed)), "status": .string(run.status.rawValue),
      "attempt": .integer(run.attempt), "step": .integer(run.step), "steps": .integer(run.steps),
      "steps_per_epoch": .integer(run.stepsPerEpoch), "external": .bool(run.isExternal),
      "created_at": .string(Timestamp.text(run.createdAt)), "weights": .bool(hasWeights[index]),
      "series": .array(series[index].map(Self.series)),
    ]
    // What is not known is left out.
    members["threads"] = run.threads.map { .integer($0) }
    members["message"] = run.message.flatMap { $0.isEmpty ? nil : .string($0) }
    members["diverged_step"] = run.divergedStep.map { .integer($0) }
    members["started_at"] = run.startedAt.map { .string(Timestamp.text($0)) }
    members["finished_at"] = run.finishedAt.map { .string(Timestamp.text($0)) }
    members["last_point_at"] = run.lastPointAt.map { .string(Timestamp.text($0)) }
    return .object(members)
  }

  private static func series(_ series: Series) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(series.metric.name), "points": .integer(series.points),
    ]
    members["layer"] = series.metric.layer.map { .string($0) }
    members["unit"] = series.metric.unit.map { .string($0) }
    return .object(members)
  }
}
