import Formats
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
    reader.reportUnknownKeys()
    try reader.throwProblems()
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
