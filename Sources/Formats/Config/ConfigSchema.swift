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
    case .choice(let names): return ["type": "string", "enum": .array(names.map { .string($0) })]
    case .labels:
      return [
        "type": "object", "maxProperties": 32,
        "propertyNames": ["minLength": 1, "maxLength": 64, "pattern": withoutNUL],
        "additionalProperties": ["type": "string", "maxLength": 200, "pattern": withoutNUL],
      ]
    case .anyObject: return ["type": "object"]
    case .object(let fields): return object(fields)
    case .nameOrObject(let options):
      let bare = options.filter(\.isComplete).map { JSONValue.string($0.name) }
      // An enum of nothing is no schema.
      let names: [JSONValue] = bare.isEmpty ? [] : [["type": "string", "enum": .array(bare)]]
      return ["anyOf": .array(names + options.map(named))]
    case .list(let kind, let count):
      return [
        "type": "array", "items": type(kind), "minItems": .integer(count.lowerBound),
        "maxItems": .integer(count.upperBound),
      ]
    }
  }

  /// An object with this name and its options.
  private static func named(_ options: ConfigField.NamedOptions) -> JSONValue {
    let name = ConfigField(
      key: "name", kind: .choice([options.name]), summary: "which one", standard: nil,
      isRequired: !options.isNameOptional)
    guard let summary = options.summary, case .object(var schema) = object([name] + options.fields) else {
      return object([name] + options.fields)
    }
    schema["description"] = .string(summary)
    return .object(schema)
  }
}
