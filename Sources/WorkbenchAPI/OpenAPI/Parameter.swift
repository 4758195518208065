import Formats
import Store

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
  /// Whether each of an array's values stands under the name once more; otherwise commas part them.
  let isRepeated: Bool
  /// A value that is worth a try.
  let example: JSONValue?

  private init(
    _ place: Place, _ name: String, _ schema: JSONSchema, _ summary: String, isRequired: Bool,
    isRepeated: Bool = false, example: JSONValue?
  ) {
    self.place = place
    self.name = name
    self.schema = schema
    self.summary = summary
    self.isRequired = isRequired
    self.isRepeated = isRepeated
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

  /// Values of the query, under a name that may come more than once.
  ///
  /// - Parameter most: how many.
  static func repeated(
    _ name: String, _ schema: JSONSchema, most: Int, _ summary: String, example: JSONValue? = nil
  ) -> Parameter {
    Parameter(
      .query, name, .array(of: schema, count: 0...most), summary, isRequired: false, isRepeated: true,
      example: example)
  }

  /// The `{id}` of the path.
  static func id(of noun: String, from first: Int = 1) -> Parameter {
    path("id", .id(from: first), "the \(noun)'s number", example: 1)
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "in": .string(place.rawValue), "description": .string(summary),
      "required": .bool(isRequired), "schema": .object(schema.json),
    ]
    if schema.json["type"] == "array" {
      members["style"] = "form"
      members["explode"] = .bool(isRepeated)
    }
    members["example"] = example
    return .object(members)
  }
}

/// What more than one call takes.
extension Parameter {
  static let status = query("status", .status, "only those of this status")
  static let experiment = query("experiment", .text, "only those of this experiment")
  static let limit = query(
    "limit",
    .integer(1...Page<JobRecord>.maximumLimit).with("default", .integer(Page<JobRecord>.defaultLimit)),
    "how many at most")
  static let after = query("after", .string(matching: "^[0-9]{1,18}$"), "the `next` of the page before")

  /// `runs=1,2,10-20`.
  static let runs = query(
    "runs", .listedRuns, "ids of runs or ranges of them such as 10-20, with commas between", isRequired: true,
    example: [1])

  /// `names=loss,angle`.
  static let names = query(
    "names", .array(of: .listedName, count: 0...PointsQuestion.mostNames),
    "metrics, with commas between them; all if left out or empty", example: ["loss", "angle"])
}

/// What a call takes.
struct Body: Sendable {
  let type: String
  let schema: JSONSchema
  let isRequired: Bool
  /// One that works as it stands.
  let example: JSONValue?

  static func json(_ schema: JSONSchema, isRequired: Bool = true, example: JSONValue? = nil) -> Body {
    Body(type: "application/json", schema: schema, isRequired: isRequired, example: example)
  }

  static let bytes = Body(
    type: "application/octet-stream", schema: .bytes, isRequired: true, example: nil)

  var json: JSONValue {
    var content: [String: JSONValue] = ["schema": .object(schema.json)]
    content["example"] = example
    return ["required": .bool(isRequired), "content": .object([type: .object(content)])]
  }
}
