import Formats
import Foundation

extension JobConfig {
  /// Whether a config that was stored asks for the same as this one.
  ///
  /// One that an earlier version stored lacks the keys which that version did not know. Their defaults are what it did.
  ///
  /// - Parameter text: canonical JSON, of any version, or anything else.
  func isSame(as text: String) -> Bool {
    if text == canonicalText { return true }
    guard let value = try? JSONValue(parsing: Data(text.utf8)) else { return false }
    let reader = ConfigReader(value)
    _ = Self.read(reader, datasets: [dataset], allowingFiles: true)
    reader.reportUnknownKeys()
    return reader.problems.isEmpty && JSONValue.object(reader.canonical).canonicalText == canonicalText
  }
}
