import Formats

extension Job {
  /// Priorities that a job may have.
  package static let priorities = -100...100

  /// Its own members, wherever a job is written or read; what goes with it there comes beside them.
  package static let fields: [JSONField<Job>] = [
    .id("id", \.id),
    .time("created_at", \.createdAt),
    .optionalTime("started_at", \.startedAt),
    .optionalTime("finished_at", \.finishedAt),
    .text("name", \.name, maxLength: longestText),
    .text("experiment", \.experiment, maxLength: longestText),
    .labels("tags", \.tags),
    .text("method", \.method, maxLength: longestText),
    .text("network", \.network, maxLength: longestText),
    .text("dataset", \.dataset, maxLength: longestText),
    .choice("status", \.status, Status.schema),
    .integer("priority", \.priority, in: priorities, "jobs of a higher one go first; 0 if left out"),
    .optionalText("notes", \.notes, maxLength: longestNotes, "Markdown, as somebody wrote it"),
  ]

  /// Characters of what somebody may write about a job, a run or an experiment.
  package static let longestNotes = 100_000

  private static let longestText = 1_000
}

extension Run {
  /// Its own members, wherever a run is written or read, but for those that each place writes in its own way: a seed that
  /// SQLite's integers do not hold, and the length of a run that has none yet.
  package static let fields: [JSONField<Run>] = [
    .id("id", \.id),
    .integer("trial", \.trial, from: 1, to: largest),
    .choice("status", \.status, Status.schema),
    .integer(
      "attempt", \.attempt, from: 1, to: largest,
      "goes up when the run begins again at its last checkpoint"),
    .integer("step", \.step, from: 0, to: largest, "iterations whose points are stored"),
    .integer("steps_per_epoch", \.stepsPerEpoch, from: 1, to: largest),
    .flag("external", \.isExternal, "whether it is trained elsewhere"),
    .optionalInteger(
      "threads", \.threads, from: 1, to: 100_000, "cores that it was begun with, and goes on with"),
    .optionalText("message", \.message, maxLength: 1 << 20),
    .optionalInteger(
      "diverged_step", \.divergedStep, from: 1, to: largest, "the iteration whose loss was not finite"),
    .time("created_at", \.createdAt),
    .optionalTime("started_at", \.startedAt),
    .optionalTime("finished_at", \.finishedAt),
    .optionalTime(
      "last_point_at", \.lastPointAt, "when its last points were stored; null before the first"),
    .optionalNumber(
      "duration_seconds", \.seconds, in: 0 ... .infinity,
      "under training so far, without pauses; null where nobody has measured it"),
    .optionalText("notes", \.notes, maxLength: Job.longestNotes, "Markdown, as somebody wrote it"),
  ]

  private static let largest = Point.steps.upperBound
}

extension Status {
  package static let schema = JSONSchema.component("Status", .words(allCases.map(\.rawValue)))
}
