import Formats
import Training

/// Configs, and what else a POST may hold. Those that are read key by key say themselves what they take.
extension Schema {
  static let preset = component(
    "Preset",
    .object(["name": string, "summary": string, "config": anyObject.described("see JobConfig")]))

  /// A whole config, or a preset with changes.
  static func jobRequest(datasets: DatasetLibrary) -> Schema {
    var config = JobSchema.schema(datasets: datasets).members ?? [:]
    if case .object(let properties)? = config["properties"] {
      config["properties"] = .object(
        properties.merging(besideConfig.mapValues { .object($0.json) }) { first, _ in first })
    }
    return any(of: [component("JobConfig", Schema(config)), presetRequest])
  }

  /// What may stand beside the keys of a config, or beside a preset.
  private static let besideConfig = ["priority": priority, "sweep": sweep]

  static let priority = integer(JobRequest.priorities).described(
    "jobs of a higher one go first; 0 if left out")

  private static let sweep = map(of: array(of: Schema([:]), count: 1...Sweep.mostJobs))
    .described(
      "values by the path of a key: a job of each combination, as in {\"optimizer.learning_rate\": [0.01, 0.005]}"
    )

  static let priorityRequest = component("PriorityRequest", .object(["priority": priority]))

  static let cloneRequest = component(
    "CloneRequest",
    .object(["overrides": overrides, "priority": priority], optional: ["overrides", "priority"]))

  private static let overrides = anyObject.described(
    "keys of a config, laid over those there are; null takes a key away")

  private static let presetRequest = component(
    "PresetRequest",
    .object(
      [
        "preset": words(Preset.all.map(\.name)),
        "overrides": overrides, "priority": priority, "sweep": sweep,
      ], optional: ["overrides", "priority", "sweep"]))

  static let externalRun = component("ExternalRun", Schema(ExternalRun.schema.members ?? [:]))
  static let externalEnd = component("ExternalEnd", Schema(ExternalEnd.schema.members ?? [:]))
}
