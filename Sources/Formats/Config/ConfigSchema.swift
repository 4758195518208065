/// The JSON Schema of an object that a ``ConfigReader`` reads, made of what was asked for.
package enum ConfigSchema {
  /// The schema of an object with these keys and no others.
  package static func object(_ fields: [ConfigField]) -> JSONValue {
    [
      "type": "object",
      "additionalProperties": false,
      "properties": .object(Dictionary(fields.map { ($0.key, property($0)) }) { $1 }),
      "required": .array(fields.filter(\.isRequired).map { .string($0.key) }),
    ]
  }

  private static func property(_ field: ConfigField) -> JSONValue {
    guard case .object(var property) = type(field.kind) else { return [:] }
    property["description"] = .string(field.summary)
    // A default that is derived from other keys would be wrong as soon as they change.
    if let standard = field.standard, field.key != "name" { property["default"] = standard }
    return .object(property)
  }

  private static let withoutNUL: JSONValue = "^[^\\u0000]*$"

  private static func type(_ kind: ConfigField.Kind) -> JSONValue {
    switch kind {
    case .flag: return ["type": "boolean"]
    case .integer(let range):
      return [
        "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
      ]
    case .number(let range, let over):
      return [
        "type": "number", over ? "exclusiveMinimum" : "minimum": .number(range.lowerBound),
        "maximum": .number(range.upperBound),
      ]
    case .text(let maxLength):
      return ["type": "string", "minLength": 1, "maxLength": .integer(maxLength), "pattern": withoutNUL]
    case .choice(let names, let words): return choice(names, words)
    case .labels:
      return [
        "type": "object", "maxProperties": 32,
        "propertyNames": ["minLength": 1, "maxLength": 64, "pattern": withoutNUL],
        "additionalProperties": ["type": "string", "maxLength": 200, "pattern": withoutNUL],
      ]
    case .anyObject: return ["type": "object"]
    case .object(let fields): return object(fields)
    case .nameOrObject(let options):
      let bare = options.filter(\.isComplete)
      // An enum of nothing is no schema.
      let names = bare.isEmpty ? [] : [choice(bare.map(\.name), bare.map { $0.summary ?? "" })]
      return ["anyOf": .array(names + options.map(named))]
    case .list(let kind, let count):
      return [
        "type": "array", "items": type(kind), "minItems": .integer(count.lowerBound),
        "maxItems": .integer(count.upperBound),
      ]
    }
  }

  /// `enumDescriptions` is a keyword of editors': a word for each name, in the same order.
  private static func choice(_ names: [String], _ words: [String]) -> JSONValue {
    var schema: [String: JSONValue] = ["type": "string", "enum": .array(names.map { .string($0) })]
    if words.contains(where: { !$0.isEmpty }) {
      schema["enumDescriptions"] = .array(words.map { .string($0) })
    }
    return .object(schema)
  }

  /// An object with this name and its options.
  private static func named(_ options: ConfigField.NamedOptions) -> JSONValue {
    let name = ConfigField(
      key: "name", kind: .choice([options.name], words: options.summary.map { [$0] } ?? []),
      summary: "Which of them the options are for.", standard: nil,
      isRequired: !options.isNameOptional)
    guard case .object(var schema) = object([name] + options.fields) else { return [:] }
    if let summary = options.summary { schema["description"] = .string(summary) }
    if let title = options.title { schema["title"] = .string(title) }
    return .object(schema.merging(options.notes) { $1 })
  }
}
