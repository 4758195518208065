import Formats

/// A value in the path or the query of a call.
struct Parameter: Sendable {
  /// Where a value stands.
  enum Place: String {
    case path, query
  }

  let place: Place
  let name: String
  let summary: String
  let schema: JSONSchema
  let isRequired: Bool
  /// A value that is worth a try.
  let example: JSONValue?

  private init(
    _ place: Place, _ name: String, _ schema: JSONSchema, _ summary: String, isRequired: Bool,
    example: JSONValue?
  ) {
    self.place = place
    self.name = name
    self.schema = schema
    self.summary = summary
    self.isRequired = isRequired
    self.example = example
  }

  /// A `{name}` of the path.
  static func path(_ name: String, _ schema: JSONSchema, _ summary: String, example: JSONValue? = nil)
    -> Parameter
  {
    Parameter(.path, name, schema, summary, isRequired: true, example: example)
  }

  /// A value of the query. Those of an array stand in one value, with commas between them.
  static func query(
    _ name: String, _ schema: JSONSchema, _ summary: String, isRequired: Bool = false,
    example: JSONValue? = nil
  ) -> Parameter {
    Parameter(.query, name, schema, summary, isRequired: isRequired, example: example)
  }

  /// The `{id}` of the path.
  static func id(of noun: String) -> Parameter {
    path("id", .id, "the \(noun)'s number", example: 1)
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "in": .string(place.rawValue), "description": .string(summary),
      "required": .bool(isRequired), "schema": .object(schema.json),
    ]
    if schema.json["type"] == "array" {
      members["style"] = "form"
      members["explode"] = false
    }
    members["example"] = example
    return .object(members)
  }
}
