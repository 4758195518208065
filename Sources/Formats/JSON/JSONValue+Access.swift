/// Looking into a tree; nil where there is no such thing.
extension JSONValue {
  package subscript(key: String) -> JSONValue? {
    members?[key]
  }

  /// A number that an integer may not hold.
  package init(exactly value: UInt64) {
    self = Int(exactly: value).map { .integer($0) } ?? .exact(String(value))
  }

  package var members: [String: JSONValue]? {
    if case .object(let members) = self { members } else { nil }
  }

  package var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  /// Of any number, the nearest one.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .exact(let digits): Double(digits)
    default: nil
    }
  }
}
