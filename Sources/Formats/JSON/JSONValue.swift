import Foundation

/// A JSON text as a tree, with integers kept apart from other numbers.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  /// A number that neither an integer nor a double holds as it was written, by its digits: one text for each number. From
  /// text, or `init(exactly:)`.
  case exact(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// - Throws: ``ConfigError`` that says where the text stops being JSON.
  package init(parsing text: Data) throws {
    do {
      self = try JSONParser.parse(text)
    } catch {
      throw ConfigError([
        ConfigProblem(path: "$", message: "this is not JSON: \(error.message)", expected: "a JSON object")
      ])
    }
  }

  /// Canonical text: keys sorted, no white space. Numbers that are not finite become null.
  package var canonicalText: String {
    var text = ""
    write(into: &text)
    return text
  }

  private func write(into text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .exact(let digits): text += digits
    case .string(let value): text += Self.quoted(value)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(into: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, key) in members.keys.sorted().enumerated() {
        if index > 0 { text += "," }
        text += Self.quoted(key) + ":"
        members[key]!.write(into: &text)
      }
      text += "}"
    }
  }

  private static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}":
        text +=
          "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2) + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  /// What a message calls this kind of value: `a string`, `the number 3`, ...
  package var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .exact(let digits): digits
    case .string(let value): "\"\(value.count > 40 ? value.prefix(40) + "…" : value[...])\""
    case .array(let values): "an array of \(values.count)"
    case .object(let members): members.isEmpty ? "an empty object" : "an object"
    }
  }

  /// This value with `other` laid over it: objects are merged key by key, a null takes its key away, anything else is
  /// replaced.
  ///
  /// - Source: RFC 7396, JSON Merge Patch.
  package func overlaid(with other: JSONValue) -> JSONValue {
    guard case .object(let changes) = other else { return other }
    var members: [String: JSONValue] = [:]
    if case .object(let own) = self { members = own }
    for (key, change) in changes {
      if change == .null {
        members.removeValue(forKey: key)
      } else {
        members[key] = (members[key] ?? .null).overlaid(with: change)
      }
    }
    return .object(members)
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { $1 })
  }
  package init(nilLiteral: ()) { self = .null }
}

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
