/// The JSON objects that stand for values of one type, described once: from its fields come the text of a value, the JSON
/// Schema, and, where there is something to read, the value of a text.
///
///     static let shape = JSONShape<Point>(named: "Point", [
///       .integer("step", \.step, from: 1, "of the training"),
///       JSONField("value", .number.orNull) { .number($0.value) },
///     ])
///
/// For objects that are only read, and whose schema follows from reading them, see ``ConfigReader``.
package struct JSONShape<Value>: Sendable {
  /// How an object says that there is no value.
  package enum Absence: Sendable {
    /// Each key is there; null stands for nothing.
    case null
    /// A key without a value is left out, one with an empty text too: such a text could not be read back.
    case leftOut
  }

  package let fields: [JSONField<Value>]
  private let name: String?
  private let absence: Absence

  /// - Parameters:
  ///   - name: of the schema, which others then refer to; nil for one that stands where it is used.
  ///   - fields: one list of them, or several that come one after the other.
  package init(named name: String? = nil, absence: Absence = .null, _ fields: [JSONField<Value>]...) {
    self.name = name
    self.absence = absence
    self.fields = fields.flatMap(\.self)
  }

  // MARK: Writing

  package func json(_ value: Value) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for field in fields {
      guard let member = field.write(value), absence == .null || member != .null && member != "" else {
        continue
      }
      members[field.key] = member
    }
    return .object(members)
  }

  // MARK: Declaring

  package var schema: JSONSchema {
    let members = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.schema) })
    let object = JSONSchema.object(members, optional: Set(fields.filter(\.isOptional).map(\.key)))
    return name.map { .component($0, object) } ?? object
  }

  // MARK: Reading

  /// Reads every field that can be read, in their order; what is wrong is reported to the reader.
  package func read(_ reader: ConfigReader, into value: inout Value) {
    for field in fields { field.read?(reader, &value) }
  }
}
