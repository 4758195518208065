/// One key of a config as it was declared by reading it: what the JSON Schema is made of.
package struct ConfigField: Sendable {
  /// The kinds of value that a key can take.
  package indirect enum Kind: Sendable {
    case flag
    case integer(ClosedRange<Int>)
    /// `over` excludes the lower bound.
    case number(ClosedRange<Double>, over: Bool)
    case text(maxLength: Int)
    /// `words` says of each name what it stands for; empty where the names say it all.
    case choice([String], words: [String] = [])
    /// Text for every key.
    case labels
    /// An object that nobody here reads.
    case anyObject
    case object([ConfigField])
    /// A name, or an object with that name and its options.
    case nameOrObject([NamedOptions])
    case list(of: Kind, count: ClosedRange<Int>)
  }

  /// One of the names of a ``Kind/nameOrObject(_:)``, with the options that go with it.
  package struct NamedOptions: Sendable {
    package var name: String
    /// As people call it; nil where that is its name.
    package var title: String?
    /// What else is said of it, by keywords of the schema.
    package var notes: [String: JSONValue] = [:]
    /// What it stands for, in a sentence; nil where the name says it all.
    package var summary: String?
    package var fields: [ConfigField]
    /// Whether an object may leave the name out.
    package var isNameOptional: Bool
    /// Whether the name alone will do.
    package var isComplete: Bool
  }

  package var key: String
  package var kind: Kind
  /// What it means, in a sentence.
  package var summary: String
  /// The value that a missing key stands for; nil when the key is required or has none.
  package var standard: JSONValue?
  package var isRequired: Bool

  package init(key: String, kind: Kind, summary: String, standard: JSONValue?, isRequired: Bool) {
    self.key = key
    self.kind = kind
    self.summary = summary
    self.standard = standard
    self.isRequired = isRequired
  }
}
