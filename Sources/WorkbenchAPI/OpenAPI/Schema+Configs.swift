import Training

/// Configs, and what else a POST may hold. Those that are read key by key say themselves what they take.
extension Schema {
  static let preset = component(
    "Preset",
    .object(["name": string, "summary": string, "config": anyObject.described("see JobConfig")]))

  /// A whole config, or a preset with changes.
  static func jobRequest(datasets: DatasetLibrary) -> Schema {
    any(of: [
      component("JobConfig", Schema(JobSchema.schema(datasets: datasets).members ?? [:])), presetRequest,
    ])
  }

  private static let presetRequest = component(
    "PresetRequest",
    .object(
      [
        "preset": words(Preset.all.map(\.name)),
        "overrides": anyObject.described("keys of a config, laid over the preset's; null takes a key away"),
      ], optional: ["overrides"]))

  static let externalRun = component("ExternalRun", Schema(ExternalRun.schema.members ?? [:]))
  static let externalEnd = component("ExternalEnd", Schema(ExternalEnd.schema.members ?? [:]))
}
