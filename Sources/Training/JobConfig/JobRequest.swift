/// What a POST to `/jobs` may hold: a whole config, or the name of a preset with changes to it.
package enum JobRequest {
  /// The config that is asked for, not yet validated.
  ///
  /// - Throws: ``ConfigError`` for an unknown preset, or for keys beside `preset` and `overrides`.
  package static func config(in value: JSONValue) throws -> JSONValue {
    guard case .object(let members) = value, let name = members["preset"] else { return value }
    let unknown = members.keys.filter { $0 != "preset" && $0 != "overrides" }.sorted()
    var problems = unknown.map {
      ConfigProblem(
        path: "$.\($0)", message: "a preset is changed under \"overrides\": {\"overrides\": {\"\($0)\": …}}",
        expected: "preset and overrides", found: $0)
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
    if case .object = overrides {
    } else {
      problems.append(
        ConfigProblem(
          path: "$.overrides", message: "expected an object, found \(overrides.description)",
          expected: "an object",
          found: overrides.description))
    }
    if !problems.isEmpty { throw ConfigError(problems) }
    return config.overlaid(with: overrides)
  }
}
