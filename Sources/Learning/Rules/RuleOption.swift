/// Something that a config may set of a learning rule, declared once: reading, checking, defaults, the canonical form
/// and the JSON Schema follow from it.
package struct RuleOption: Sendable {
  /// The values that it can take, and the one that stands where a config gives none.
  package enum Kind: Sendable {
    /// `over` excludes the lower bound.
    case number(standard: Double, ClosedRange<Double>, over: Bool)
    case integer(standard: Int, ClosedRange<Int>)
    case flag(standard: Bool)
    case choice(standard: String, [String])
  }

  /// As in a config: `noise`.
  package let key: String
  package let kind: Kind
  /// What it means, in a few words.
  package let summary: String

  package init(_ key: String, _ kind: Kind, _ summary: String) {
    self.key = key
    self.kind = kind
    self.summary = summary
  }
}

/// The values of a rule's options that a config gave.
package struct RuleOptions: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case number(Double)
    case integer(Int)
    case flag(Bool)
    case choice(String)
  }

  private var values: [String: Value] = [:]

  package init() {}

  /// - Precondition: of the option's kind.
  package subscript(option: RuleOption) -> Value {
    get {
      if let value = values[option.key] { return value }
      return switch option.kind {
      case .number(let standard, _, _): .number(standard)
      case .integer(let standard, _): .integer(standard)
      case .flag(let standard): .flag(standard)
      case .choice(let standard, _): .choice(standard)
      }
    }
    set { values[option.key] = newValue }
  }

  /// - Precondition: the option is a number. The same of the others, each for its kind.
  package func number(_ option: RuleOption) -> Double {
    guard case .number(let value) = self[option] else { preconditionFailure("\(option.key) is no number") }
    return value
  }

  package func integer(_ option: RuleOption) -> Int {
    guard case .integer(let value) = self[option] else { preconditionFailure("\(option.key) is no integer") }
    return value
  }

  package func flag(_ option: RuleOption) -> Bool {
    guard case .flag(let value) = self[option] else { preconditionFailure("\(option.key) is no flag") }
    return value
  }

  package func choice(_ option: RuleOption) -> String {
    guard case .choice(let value) = self[option] else { preconditionFailure("\(option.key) is no choice") }
    return value
  }
}
