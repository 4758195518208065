import Formats
import Tracking

/// What a POST to `/runs` may hold: what is known of a run that somebody else trains.
package struct ExternalRun: Sendable, Equatable {
  /// A job of one run.
  package let job: NewJob

  /// - Throws: ``ConfigError`` with every problem at once.
  package init(_ value: JSONValue) throws {
    let reader = ConfigReader(value)
    job = Self.read(reader)
    try reader.end()
  }

  /// The JSON Schema of such a body.
  package static var schema: JSONValue {
    ConfigSchema.object(ConfigReader.fields { _ = read($0) })
  }

  /// Declares every key; see ``ConfigReader``.
  private static func read(_ reader: ConfigReader) -> NewJob {
    let method = reader.text("method", maxLength: 100, "how it learns")
    let network = reader.text("network", maxLength: 100, "what is trained")
    let dataset = reader.text("dataset", maxLength: 100, "what it is trained on")
    let name = reader.text(
      "name", standard: JobConfig.usualName(method: method, network: network, dataset: dataset),
      maxLength: JobConfig.longestName, "what people call it")
    let experiment = reader.text(
      "experiment", standard: "default", maxLength: 100, "the question it belongs to")
    let tags = reader.labels("tags", "free labels to find it by")
    let seed = reader.integer("seed", standard: 1, in: 0...(1 << 52), "its seed")
    let steps = reader.optionalInteger("steps", in: 1...Point.steps.upperBound, "iterations it will take")
    let stepsPerEpoch = reader.optionalInteger(
      "steps_per_epoch", in: 1...Point.steps.upperBound, "iterations of an epoch; 1 if left out")
    let config = reader.anyObject("config", "everything else that was chosen, to compare runs by")
    // As our own configs have it, so that the dashboard groups both by the same keys.
    let own = reader.canonical.filter { $0.key != "config" }
    let full = JSONValue.object((config.members ?? [:]).merging(own) { $1 })
    return NewJob(
      name: name, experiment: experiment, tags: tags, method: method, network: network, dataset: dataset,
      config: full.canonicalText, seeds: [UInt64(seed)], steps: steps ?? 0, stepsPerEpoch: stepsPerEpoch ?? 1)
  }
}

/// What a POST to `/runs/{id}/finish` may hold.
package struct ExternalEnd: Sendable, Equatable {
  package let status: Status
  /// Why it ended like this.
  package let message: String?

  /// - Throws: ``ConfigError`` with every problem at once.
  package init(_ value: JSONValue) throws {
    // A null is what a program sends that has nothing to say.
    let isSilent = value["error"] == .null
    let reader = ConfigReader(isSilent ? value.overlaid(with: ["error": nil]) : value)
    (status, message) = Self.read(reader)
    try reader.end()
  }

  /// The JSON Schema of such a body.
  package static var schema: JSONValue {
    ConfigSchema.object(ConfigReader.fields { _ = read($0) })
      .overlaid(with: ["properties": ["error": ["type": ["string", "null"]]]])
  }

  /// Declares every key; see ``ConfigReader``.
  private static func read(_ reader: ConfigReader) -> (Status, String?) {
    let names = Status.allCases.filter(\.isFinal).map(\.rawValue)
    let name = reader.choice("status", of: names, "how it ended")
    let message = reader.optionalText("error", maxLength: 10_000, "why it ended like this")
    return (Status(rawValue: name) ?? .failed, message)
  }
}
