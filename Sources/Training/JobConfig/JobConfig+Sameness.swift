import Formats
import Foundation

extension JobConfig {
  /// Keys that say what a job is called, how many runs it has and on how many cores they go: with the same seed, and
  /// whatever these say, a network learns the same but for the order of its sums.
  private static let aside = ["name", "experiment", "tags", "trials", "seed", "resources"]

  /// Whether a config that was stored asks for the same as this one.
  ///
  /// One that an earlier version stored lacks the keys which that version did not know. Their defaults are what it did.
  ///
  /// - Parameter text: canonical JSON, of any version, or anything else.
  func isSame(as text: String) -> Bool {
    text == canonicalText || completed(text)?.canonicalText == canonicalText
  }

  /// Whether runs of a stored config are this one's runs, where their seeds are among this one's.
  ///
  /// - Parameter text: canonical JSON, of any version, or anything else.
  package func hasRuns(of text: String) -> Bool {
    // Both read alike, so that a number that is whole is written alike.
    guard let own = completed(canonicalText), let other = completed(text) else { return false }
    return own.without(Self.aside).canonicalText == other.without(Self.aside).canonicalText
  }

  /// A stored config with every key that this version knows; nil where it cannot be read.
  private func completed(_ text: String) -> JSONValue? {
    guard let value = try? JSONValue(parsing: Data(text.utf8)) else { return nil }
    let reader = ConfigReader(value)
    _ = Self.read(reader, datasets: [dataset], allowingFiles: true)
    reader.reportUnknownKeys()
    return reader.problems.isEmpty ? .object(reader.canonical) : nil
  }
}

extension JSONValue {
  /// An object less some of its keys.
  fileprivate func without(_ keys: [String]) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { !keys.contains($0.key) })
  }
}
