/// A JSON Schema (2020-12), as OpenAPI 3.1 has it, with the components that it refers to.
///
/// A component travels with every schema that uses it, so that no list of them can be forgotten.
package struct JSONSchema: Sendable {
  /// The keywords.
  package private(set) var json: [String: JSONValue]

  /// By name, those of inner schemas too.
  package private(set) var components: [String: JSONValue]

  package init(_ json: [String: JSONValue], components: [String: JSONValue] = [:]) {
    self.json = json
    self.components = components
  }

  // MARK: Plain values

  package static let string = JSONSchema(["type": "string"])
  /// As a query can hold it: NUL is refused there.
  package static let text = string(matching: #"^[^\u0000]*$"#)
  package static let boolean = JSONSchema(["type": "boolean"])
  package static let number = JSONSchema(["type": "number"])
  package static let integer = JSONSchema(["type": "integer"])
  package static let time = JSONSchema(["type": "string", "format": "date-time"])

  /// Bytes that are no text.
  package static let bytes = JSONSchema(["type": "string", "format": "binary"])

  /// A database id.
  package static let id = id(from: 1)

  /// A database id.
  package static func id(from first: Int) -> JSONSchema {
    .integer(first ... .max).with("format", "int64")
  }

  /// An object whose members are somebody else's business.
  package static let anyObject = JSONSchema(["type": "object"])

  /// An end that is Swift's own limit is left out.
  package static func integer(_ range: ClosedRange<Int>) -> JSONSchema {
    var schema = integer
    if range.lowerBound != .min { schema.json["minimum"] = .integer(range.lowerBound) }
    if range.upperBound != .max { schema.json["maximum"] = .integer(range.upperBound) }
    return schema
  }

  package static func string(_ lengths: ClosedRange<Int>) -> JSONSchema {
    string.with("minLength", .integer(lengths.lowerBound)).with("maxLength", .integer(lengths.upperBound))
  }

  /// - Parameter pattern: a regular expression that has to match somewhere: anchors are its own business.
  package static func string(matching pattern: String) -> JSONSchema {
    string.with("pattern", .string(pattern))
  }

  package static func words(_ words: [String]) -> JSONSchema {
    string.with("enum", .array(words.map { .string($0) }))
  }

  // MARK: Made of others

  package static func array(of element: JSONSchema, count: ClosedRange<Int>? = nil) -> JSONSchema {
    var schema = JSONSchema(
      ["type": "array", "items": .object(element.json)], components: element.components)
    if let count {
      schema.json["minItems"] = .integer(count.lowerBound)
      schema.json["maxItems"] = .integer(count.upperBound)
    }
    return schema
  }

  /// An object with values of one kind under any name.
  package static func map(of value: JSONSchema) -> JSONSchema {
    JSONSchema(["type": "object", "additionalProperties": .object(value.json)], components: value.components)
  }

  /// An object with these members and no others.
  ///
  /// - Parameter optional: those that may be missing.
  package static func object(_ members: [String: JSONSchema], optional: Set<String> = []) -> JSONSchema {
    let components = members.values.reduce(into: [:]) { $0.merge($1.components) { $1 } }
    return JSONSchema(
      [
        "type": "object", "additionalProperties": false,
        "properties": .object(members.mapValues { .object($0.json) }),
        "required": .array(members.keys.filter { !optional.contains($0) }.sorted().map { .string($0) }),
      ], components: components)
  }

  package static func any(of schemas: [JSONSchema]) -> JSONSchema {
    JSONSchema(
      ["anyOf": .array(schemas.map { .object($0.json) })],
      components: schemas.reduce(into: [:]) { $0.merge($1.components) { $1 } })
  }

  /// A part of the document with a name, to which every use refers.
  package static func component(_ name: String, _ schema: JSONSchema) -> JSONSchema {
    JSONSchema(
      ["$ref": .string("#/components/schemas/\(name)")],
      components: schema.components.merging([name: .object(schema.json)]) { $1 })
  }

  // MARK: Changes

  /// This or null.
  package var orNull: JSONSchema {
    guard let type = json["type"]?.string else { return .any(of: [self, JSONSchema(["type": "null"])]) }
    var schema = with("type", [.string(type), "null"])
    if let words = json["enum"]?.array { schema.json["enum"] = .array(words + [.null]) }
    return schema
  }

  package func with(_ keyword: String, _ value: JSONValue) -> JSONSchema {
    var schema = self
    schema.json[keyword] = value
    return schema
  }

  /// The same object with another schema of one of its members.
  package func with(property key: String, _ member: JSONSchema) -> JSONSchema {
    var schema = self
    let properties = JSONValue.object(json["properties"]?.members ?? [:])
    schema.json["properties"] = properties.overlaid(with: [key: .null])
      .overlaid(with: .object([key: .object(member.json)]))
    schema.components.merge(member.components) { $1 }
    return schema
  }

  package func described(_ text: String) -> JSONSchema { with("description", .string(text)) }
}
