import Formats

/// The JSON Schema of a config, made by reading an empty one and looking at what was asked for.
package enum JobSchema {
  /// JSON Schema 2020-12.
  ///
  /// - Parameter datasets: those that a config may name.
  package static func schema(datasets: DatasetLibrary = .registered) -> JSONValue {
    let reader = ConfigReader([:])
    _ = JobConfig.read(reader, datasets: datasets.names)
    guard case .object(var schema) = ConfigSchema.object(reader.fields) else { return [:] }
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Bearing job config"
    schema["oneOf"] = [["required": ["epochs"]], ["required": ["steps"]]]
    return .object(schema)
  }
}
