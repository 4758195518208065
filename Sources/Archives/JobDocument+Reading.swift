import Formats
import Foundation
import Store
import Tracking

extension JobDocument {
  private static let largest = Point.steps.upperBound

  /// - Parameters:
  ///   - text: of `job.json`.
  ///   - config: of `config.json`.
  /// - Throws: `ConfigError` with everything that is not as it has to be.
  init(_ text: Data, config: String) throws {
    let reader = ConfigReader(try JSONValue(parsing: text))
    self = Self.read(reader, config)
    reader.reportUnknownKeys()
    check(reader)
    try reader.throwProblems()
  }

  private static func read(_ reader: ConfigReader, _ config: String) -> JobDocument {
    let id = reader.integer("id", in: 1 ... .max, "the job's number where it comes from")
    let created = reader.time("created_at", "when it was made")
    let started = reader.time("started_at", "when its first run began")
    let finished = reader.time("finished_at", "when its last run ended")
    if created == nil {
      reader.report("created_at", "is missing; expected a time", expected: "a time", found: nil)
    }
    let runs = reader.objectList("runs", count: 1...10_000, "its runs") { run($0, of: Int64(id)) }
    return JobDocument(
      job: Job(
        id: Int64(id), name: reader.text("name", maxLength: 1_000, "its name"),
        experiment: reader.text("experiment", maxLength: 1_000, "what it belongs to"),
        tags: reader.labels("tags", "its labels"),
        method: reader.text("method", maxLength: 1_000, "how it learns"),
        network: reader.text("network", maxLength: 1_000, "what is trained"),
        dataset: reader.text("dataset", maxLength: 1_000, "what it is trained on"), config: config,
        status: status(reader), priority: reader.integer("priority", in: -100...100, "whose turn it was"),
        createdAt: created ?? 0, startedAt: started, finishedAt: finished, runs: runs.map(\.run)),
      series: runs.map(\.series), hasWeights: runs.map(\.hasWeights))
  }

  private static func status(_ reader: ConfigReader) -> Status {
    Status(rawValue: reader.choice("status", of: Status.allCases.map(\.rawValue), "where it stood"))
      ?? .cancelled
  }

  private static func run(
    _ reader: ConfigReader, of job: Int64
  ) -> (run: Run, series: [Series], hasWeights: Bool) {
    let run = Run(
      id: Int64(reader.integer("id", in: 1 ... .max, "its number where it comes from")), jobID: job,
      trial: reader.integer("trial", in: 1...largest, "1 for the job's first seed"),
      seed: UInt64(bitPattern: Int64(reader.integer("seed", in: .min ... .max, "its seed"))),
      status: status(reader), attempt: reader.integer("attempt", in: 1...largest, "how often it was begun"),
      step: reader.integer("step", in: 0...largest, "iterations behind it"),
      steps: reader.integer("steps", in: 0...largest, "iterations of all of it"),
      stepsPerEpoch: reader.integer("steps_per_epoch", in: 1...largest, "iterations of an epoch"),
      owner: reader.flag("external", standard: false, "whether it was trained elsewhere") ? .outside : .local,
      threads: reader.optionalInteger("threads", in: 1...100_000, "threads that it was trained with"),
      message: reader.optionalText("message", maxLength: 1 << 20, "why it ended so"),
      divergedStep: reader.optionalInteger("diverged_step", in: 1...largest, "whose loss was not finite"),
      createdAt: reader.time("created_at", "when it was made") ?? 0,
      startedAt: reader.time("started_at", "when it began"),
      finishedAt: reader.time("finished_at", "when it ended"),
      lastPointAt: reader.time("last_point_at", "when its last points came"))
    let series = reader.objectList("series", count: 0...100_000, "its series") { one in
      let metric = Metric(
        one.text("name", maxLength: 64, "the metric"),
        layer: one.optionalText("layer", maxLength: 64, "where"),
        unit: one.optionalText("unit", maxLength: 64, "what its values are counted in"))
      return Series(metric: metric, points: one.integer("points", in: 0...largest, "how many points it has"))
    }
    return (run, series, reader.flag("weights", standard: false, "whether its weights are here"))
  }

  /// What no single key can say.
  private func check(_ reader: ConfigReader) {
    for (what, values) in [("id", job.runs.map { Int($0.id) }), ("trial", job.runs.map(\.trial))]
    where Set(values).count < values.count {
      reader.report(
        "runs", "expected another \(what) for each run, found one twice", expected: "each \(what) once",
        found: nil)
    }
    for (run, series) in zip(job.runs, series) {
      let metrics = series.map(\.metric)
      if let wrong = metrics.first(where: { !Self.isMetric($0) }) {
        reader.report(
          "runs",
          "expected metrics with names such as test_accuracy, found \"\(wrong.name)\" in run \(run.id)",
          expected: nil, found: wrong.name)
      }
      let keys = Set(metrics.map { [$0.name, $0.layer ?? ""] })
      if keys.count < metrics.count {
        reader.report(
          "runs", "expected each series once, found one twice in run \(run.id)", expected: nil, found: nil)
      }
    }
  }

  private static func isMetric(_ metric: Metric) -> Bool {
    Metric.isName(metric.name) && (metric.layer.map(Metric.isLayer) ?? true)
      && (metric.unit.map(Metric.isUnit) ?? true)
  }
}
