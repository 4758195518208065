import Formats

/// A JSON Schema (2020-12), as OpenAPI 3.1 has it, with the components that it refers to.
///
/// A component travels with every schema that uses it, so that no list of them can be forgotten.
struct Schema: Sendable {
  /// The keywords.
  private(set) var json: [String: JSONValue]

  /// By name, those of inner schemas too.
  private(set) var components: [String: JSONValue]

  init(_ json: [String: JSONValue], components: [String: JSONValue] = [:]) {
    self.json = json
    self.components = components
  }

  // MARK: Plain values

  static let string = Schema(["type": "string"])
  /// As a query can hold it: NUL is refused there.
  static let text = string(matching: #"^[^\u0000]*$"#)
  static let boolean = Schema(["type": "boolean"])
  static let number = Schema(["type": "number"])
  static let integer = Schema(["type": "integer"])
  static let time = Schema(["type": "string", "format": "date-time"])

  /// Bytes that are no text.
  static let bytes = Schema(["type": "string", "format": "binary"])

  /// A database id.
  static let id = Schema.integer(1 ... .max).with("format", "int64")

  /// An object whose members are somebody else's business.
  static let anyObject = Schema(["type": "object"])

  /// An end that is Swift's own limit is left out.
  static func integer(_ range: ClosedRange<Int>) -> Schema {
    var schema = integer
    if range.lowerBound != .min { schema.json["minimum"] = .integer(range.lowerBound) }
    if range.upperBound != .max { schema.json["maximum"] = .integer(range.upperBound) }
    return schema
  }

  static func string(_ lengths: ClosedRange<Int>) -> Schema {
    string.with("minLength", .integer(lengths.lowerBound)).with("maxLength", .integer(lengths.upperBound))
  }

  /// - Parameter pattern: a regular expression that has to match somewhere: anchors are its own business.
  static func string(matching pattern: String) -> Schema { string.with("pattern", .string(pattern)) }

  static func words(_ words: [String]) -> Schema {
    string.with("enum", .array(words.map { .string($0) }))
  }

  // MARK: Made of others

  static func array(of element: Schema, count: ClosedRange<Int>? = nil) -> Schema {
    var schema = Schema(["type": "array", "items": .object(element.json)], components: element.components)
    if let count {
      schema.json["minItems"] = .integer(count.lowerBound)
      schema.json["maxItems"] = .integer(count.upperBound)
    }
    return schema
  }

  /// An object with values of one kind under any name.
  static func map(of value: Schema) -> Schema {
    Schema(["type": "object", "additionalProperties": .object(value.json)], components: value.components)
  }

  /// An object with these members and no others.
  ///
  /// - Parameter optional: those that may be missing.
  static func object(_ members: [String: Schema], optional: Set<String> = []) -> Schema {
    let components = members.values.reduce(into: [:]) { $0.merge($1.components) { $1 } }
    return Schema(
      [
        "type": "object", "additionalProperties": false,
        "properties": .object(members.mapValues { .object($0.json) }),
        "required": .array(members.keys.filter { !optional.contains($0) }.sorted().map { .string($0) }),
      ], components: components)
  }

  static func any(of schemas: [Schema]) -> Schema {
    Schema(
      ["anyOf": .array(schemas.map { .object($0.json) })],
      components: schemas.reduce(into: [:]) { $0.merge($1.components) { $1 } })
  }

  /// A part of the document with a name, to which every use refers.
  static func component(_ name: String, _ schema: Schema) -> Schema {
    Schema(
      ["$ref": .string("#/components/schemas/\(name)")],
      components: schema.components.merging([name: .object(schema.json)]) { $1 })
  }

  // MARK: Changes

  /// This or null.
  var orNull: Schema {
    guard let type = json["type"]?.string else { return .any(of: [self, Schema(["type": "null"])]) }
    var schema = with("type", [.string(type), "null"])
    if let words = json["enum"]?.array { schema.json["enum"] = .array(words + [.null]) }
    return schema
  }

  func with(_ keyword: String, _ value: JSONValue) -> Schema {
    var schema = self
    schema.json[keyword] = value
    return schema
  }

  func described(_ text: String) -> Schema { with("description", .string(text)) }
}
