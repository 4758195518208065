import Formats

/// The JSON that a call takes.
struct Body: Sendable {
  let schema: JSONSchema
  let isRequired: Bool
  /// One that works as it stands.
  let example: JSONValue?

  static func json(_ schema: JSONSchema, isRequired: Bool = true, example: JSONValue? = nil) -> Body {
    Body(schema: schema, isRequired: isRequired, example: example)
  }

  var json: JSONValue {
    var content: [String: JSONValue] = ["schema": .object(schema.json)]
    content["example"] = example
    return ["required": .bool(isRequired), "content": ["application/json": .object(content)]]
  }
}
