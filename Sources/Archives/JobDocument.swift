import Formats
import Foundation
import Store
import Tracking

/// `job.json` of an archive: a job and its runs but for their points, weights and config, with the ids that they had.
struct JobDocument: Equatable {
  /// One run with what the archive has of it.
  struct Entry: Equatable {
    var run: Run
    /// In the order in which its points come.
    var series: [Series]
    var hasWeights: Bool
    var extras: LoggedExtras
  }

  struct Series: Equatable {
    var metric: Metric
    var points: Int
  }

  /// Its config is not in this file.
  var job: Job
  /// By run, in the order of `job.runs`.
  var series: [[Series]]
  /// By run: whether its weights are in the archive.
  var hasWeights: [Bool]
  /// By run: what tracking clients told of it.
  var extras: [LoggedExtras]

  /// Everything by run.
  private var entries: [Entry] {
    get {
      job.runs.indices.map {
        Entry(run: job.runs[$0], series: series[$0], hasWeights: hasWeights[$0], extras: extras[$0])
      }
    }
    set {
      job.runs = newValue.map(\.run)
      for index in job.runs.indices { job.runs[index].jobID = job.id }
      (series, hasWeights) = (newValue.map(\.series), newValue.map(\.hasWeights))
      extras = newValue.map(\.extras)
    }
  }

  // MARK: Its JSON

  var json: JSONValue { Self.shape.json(self) }

  /// - Parameters:
  ///   - text: of `job.json`.
  ///   - config: of `config.json`.
  /// - Throws: `ConfigError` with everything that is not as it has to be.
  init(_ text: Data, config: String) throws {
    let reader = ConfigReader(try JSONValue(parsing: text))
    var blank = Self.blankJob
    blank.config = config
    self.init(job: blank, series: [], hasWeights: [], extras: [])
    Self.shape.read(reader, into: &self)
    reader.reportUnknownKeys()
    check(reader)
    try reader.throwProblems()
  }

  init(job: Job, series: [[Series]], hasWeights: [Bool], extras: [LoggedExtras]) {
    self.job = job
    self.series = series
    self.hasWeights = hasWeights
    self.extras = extras
  }

  // What is not known is left out.
  private static let shape = JSONShape<JobDocument>(
    absence: .leftOut,
    Job.fields.map { $0.at(\.job) },
    [
      .list("runs", \.entries, of: Entry.shape, blank: Entry.blank, count: 1...10_000)
    ])

  private static let blankJob = Job(
    id: 0, name: "", experiment: "", tags: [:], method: "", network: "", dataset: "", config: "",
    status: .cancelled, createdAt: 0, runs: [])

  // MARK: Checking

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

extension JobDocument.Entry {
  static let blank = JobDocument.Entry(
    run: Run(
      id: 0, jobID: 0, trial: 1, seed: 0, status: .cancelled, steps: 0, stepsPerEpoch: 1, createdAt: 0),
    series: [], hasWeights: false, extras: LoggedExtras())

  static let shape = JSONShape<JobDocument.Entry>(
    absence: .leftOut,
    Run.fields.map { $0.at(\.run) },
    [
      // As the database has it, whose integers have a sign.
      .init(
        "seed", .integer, write: { .integer(Int(truncatingIfNeeded: $0.run.seed)) },
        read: { $1.run.seed = UInt64(bitPattern: Int64($0.integer("seed", in: .min ... .max, "its seed"))) }),
      .integer("steps", \.run.steps, from: 0, to: Point.steps.upperBound, "iterations of all of it"),
      .list(
        "series", \.series, of: JobDocument.Series.shape, blank: JobDocument.Series.blank, count: 0...100_000),
      .flag("weights", \.hasWeights, "whether its weights are here"),
      .init(
        "logged", .anyObject, write: { $0.extras.json },
        read: { reader, entry in
          let logged = reader.anyObject("logged", "what tracking clients told of it")
          if let extras = LoggedExtras(logged) {
            entry.extras = extras
          } else {
            reader.report(
              "logged",
              "expected params, datasets and artifacts as an archive has them, found something else",
              expected: nil, found: nil)
          }
        }),
    ])
}

extension JobDocument.Series {
  static let blank = JobDocument.Series(metric: Metric("", layer: nil, unit: nil), points: 0)

  static let shape = JSONShape<JobDocument.Series>(
    absence: .leftOut,
    [
      .text("name", \.metric.name, maxLength: Metric.longestName),
      .optionalText("layer", \.metric.layer, maxLength: Metric.longestLayer),
      .optionalText("unit", \.metric.unit, maxLength: Metric.longestLayer),
      .integer("points", \.points, from: 0, to: Point.steps.upperBound),
    ])
}
