import Formats
import Tracking

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
    reader.reportUnknownKeys()
    try reader.throwProblems()
  }

  /// The JSON Schema of such a body.
  package static var schema: JSONValue {
    let reader = ConfigReader([:])
    _ = read(reader)
    return ConfigSchema.object(reader.fields)
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
