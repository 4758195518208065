import Tracking

/// What a POST to `/runs/{id}/finish` may hold.
package struct ExternalEnd: Sendable, Equatable {
  package let status: Status
  /// Why it ended like this.
  package let message: String?

  /// - Throws: ``ConfigError`` with every problem at once.
  package init(_ value: JSONValue) throws {
    // A null is what a program sends that has nothing to say.
    let reader = ConfigReader(JSONValue.object([:]).overlaid(with: value))
    let names = Status.allCases.filter(\.isFinal).map(\.rawValue)
    let name = reader.choice("status", of: names, "how it ended")
    message = reader.optionalText("error", maxLength: 10_000, "why it ended like this")
    reader.reportUnknownKeys()
    try reader.throwProblems()
    status = Status(rawValue: name) ?? .failed
  }
}
