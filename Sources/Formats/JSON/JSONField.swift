/// One member of the objects of a ``JSONShape``.
package struct JSONField<Value>: Sendable {
  package let key: String
  package let schema: JSONSchema
  /// Whether an object may lack it. One that must be there may still be null, if its schema says so.
  package private(set) var isOptional: Bool
  /// nil for a value that has no such member.
  let write: @Sendable (Value) -> JSONValue?
  /// nil for a member that is only written.
  let read: (@Sendable (ConfigReader, inout Value) -> Void)?

  /// A member that is only written.
  package init(
    _ key: String, _ schema: JSONSchema, _ write: @escaping @Sendable (Value) -> JSONValue?
  ) {
    self.init(key, schema, write: write, read: nil)
  }

  /// A member of any kind.
  package init(
    _ key: String, _ schema: JSONSchema, write: @escaping @Sendable (Value) -> JSONValue?,
    read: (@Sendable (ConfigReader, inout Value) -> Void)?
  ) {
    self.key = key
    self.schema = schema
    isOptional = false
    self.write = write
    self.read = read
  }

  /// What it is of a value; nil for a value that has no such member.
  package func value(of value: Value) -> JSONValue? { write(value) }

  /// The same, which an object may lack.
  package var optional: JSONField {
    var field = self
    field.isOptional = true
    return field
  }

  /// The same member, of objects that stand for a larger value.
  package func at<Whole>(_ path: any WritableKeyPath<Whole, Value> & Sendable) -> JSONField<Whole> {
    var reading: (@Sendable (ConfigReader, inout Whole) -> Void)?
    if let read { reading = { reader, whole in read(reader, &whole[keyPath: path]) } }
    let field = JSONField<Whole>(
      key, schema, write: { [write] whole in write(whole[keyPath: path]) }, read: reading)
    return isOptional ? field.optional : field
  }
}
