import Formats
import Foundation
import Tracking

/// What a POST to `/jobs` may hold: a whole config, or the name of a preset with changes to it; and beside either of them
/// when it is to be trained, and whether it is one job or a grid of them.
package struct JobRequest: Sendable {
  /// Not yet validated; nil if it could not be told.
  private let config: JSONValue?
  /// -100 ... 100; see `Job.priority`.
  package let priority: Int
  /// Whether a grid is asked for, right or wrong.
  package let isSweep: Bool
  private let sweep: Sweep?
  /// Of everything but the config.
  private let problems: [ConfigProblem]

  package static let priorities = Job.priorities

  package init(_ value: JSONValue) {
    var members = value.members ?? [:]
    let reader = ConfigReader(.object(members.filter { $0.key == "priority" }))
    priority = Self.readPriority(reader)
    var problems = reader.problems
    isSweep = members["sweep"] != nil
    sweep = members["sweep"].flatMap { Sweep($0, problems: &problems) }
    members["priority"] = nil
    members["sweep"] = nil
    do {
      config = value.members == nil ? value : try Self.config(in: .object(members))
    } catch {
      config = nil
      problems = ((error as? ConfigError)?.problems ?? []) + problems
    }
    self.problems = problems
  }

  /// What a POST to `/jobs/{id}/priority` holds: `{"priority": 5}`.
  ///
  /// - Throws: ``ConfigError`` with every problem at once.
  package static func priority(in value: JSONValue) throws -> Int {
    let reader = ConfigReader(value)
    let priority = readPriority(reader, standard: nil)
    try reader.end()
    return priority
  }

  static func readPriority(_ reader: ConfigReader, standard: Int? = 0) -> Int {
    reader.integer("priority", standard: standard, in: priorities, "jobs of a higher one go first")
  }

  /// The jobs that are asked for, in the order in which they are to be trained; one unless ``isSweep``.
  ///
  /// - Throws: ``ConfigError`` with every problem of every job at once: an unknown preset, keys beside it that are none of
  ///   this form, a priority or a sweep that is none, and all that a config can have.
  package func newJobs(datasets: DatasetLibrary) throws -> [NewJob] {
    guard let config else { throw ConfigError(problems) }
    var jobs: [NewJob]
    do {
      if let sweep {
        jobs = try sweep.newJobs(of: config, datasets: datasets)
      } else {
        jobs = [try JobConfig(config, datasets: datasets).newJob(datasets: datasets)]
      }
    } catch let error as ConfigError {
      throw ConfigError(error.problems + problems)
    }
    if !problems.isEmpty { throw ConfigError(problems) }
    for index in jobs.indices { jobs[index].priority = priority }
    return jobs
  }

  /// - Throws: ``ConfigError`` for an unknown preset, or for keys beside `preset` and `overrides`.
  package static func config(in value: JSONValue) throws -> JSONValue {
    guard case .object(let members) = value, let name = members["preset"] else { return value }
    let unknown = members.keys.filter { $0 != "preset" && $0 != "overrides" }.sorted()
    var problems = unknown.map {
      ConfigProblem(
        path: "$.\($0)", message: "a preset is changed under \"overrides\": {\"overrides\": {\"\($0)\": …}}",
        expected: "preset, overrides, priority and sweep", found: $0)
    }
    var config: JSONValue = [:]
    if case .string(let text) = name, let preset = Preset.named(text) {
      config = preset.config
    } else {
      let text = if case .string(let text) = name { text } else { name.description }
      problems.append(
        ConfigProblem(
          path: "$.preset", message: Preset.unknown(text), expected: "the name of a preset", found: text))
    }
    let overrides = members["overrides"] ?? [:]
    if overrides.members == nil { problems.append(ConfigProblem(notAnObject: overrides, at: "$.overrides")) }
    if !problems.isEmpty { throw ConfigError(problems) }
    return config.changed(by: overrides)
  }
}

extension ConfigProblem {
  /// An object was expected at `path`.
  init(notAnObject value: JSONValue, at path: String) {
    self.init(
      path: path, message: "expected an object, found \(value.description)", expected: "an object",
      found: value.description)
  }
}

/// What a POST to `/jobs/{id}/clone` may hold: changes to the job's config, and another priority.
package struct JobClone: Sendable {
  private let overrides: JSONValue
  /// nil for the job's own.
  private let priority: Int?

  /// - Parameter body: JSON; nothing at all stands for no changes.
  /// - Throws: ``ConfigError`` with every problem at once.
  package init(parsing body: Data) throws {
    let reader = ConfigReader(body.isEmpty ? [:] : try JSONValue(parsing: body))
    overrides = reader.anyObject("overrides", "what is to be other than in the job that is cloned")
    let given = reader.has("priority")
    let priority = JobRequest.readPriority(reader)
    self.priority = given ? priority : nil
    reader.reportUnknownKeys()
    if overrides["initial_weights"] ?? .null != .null {
      reader.report(
        "overrides.initial_weights", "a config cannot name a file of the server; use `bearing run` for that",
        expected: "no such key", found: nil)
    }
    try reader.throwProblems()
  }

  /// The job that is asked for.
  ///
  /// - Throws: ``ConfigError`` when the changed config has problems, ``TrackingError/external(job:to:)`` when the job
  ///   has none that could be trained here.
  package func newJob(of job: Job, datasets: DatasetLibrary) throws -> NewJob {
    guard !job.runs.contains(where: \.isExternal) else {
      throw TrackingError.external(job: job.id, to: "be cloned")
    }
    guard case .object(var base) = try JSONValue(parsing: Data(job.config.utf8)) else {
      throw TrackingError.noSuchJob(job.id)
    }
    // A name that was made of method, network and dataset is made anew.
    if job.name == JobConfig.usualName(method: job.method, network: job.network, dataset: job.dataset) {
      base["name"] = nil
    }
    // Weights that the job began with were named on this machine's command line; so they may stay.
    let config = try JobConfig(
      JSONValue.object(base).changed(by: overrides), datasets: datasets,
      allowingFiles: base["initial_weights"] != nil)
    var new = try config.newJob(datasets: datasets)
    new.priority = priority ?? job.priority
    return new
  }
}
