import Formats
import Training

/// What queues jobs may hold: a config, a preset with changes, and what may stand beside either.
extension JSONSchema {
  /// A whole config, or a preset with changes.
  static func jobRequest(datasets: DatasetLibrary) -> JSONSchema {
    var config = JobSchema.schema(datasets: datasets).members ?? [:]
    if case .object(let properties)? = config["properties"] {
      config["properties"] = .object(
        properties.merging(besideConfig.mapValues { .object($0.json) }) { first, _ in first })
    }
    return any(of: [component("JobConfig", JSONSchema(config)), presetRequest])
  }

  /// What may stand beside the keys of a config, or beside a preset.
  private static let besideConfig = ["priority": priority, "sweep": sweep]

  static let priority = integer(JobRequest.priorities).described(
    "jobs of a higher one go first; 0 if left out")

  private static let sweep = map(of: array(of: JSONSchema([:]), count: 1...Sweep.mostJobs))
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
}
