import Formats

/// The objects of answers that may hold hundreds of thousands of numbers, described once: a ``JSONShape`` whose values are
/// written straight into bytes, in the order of the fields. A tree of them would cost more than reading them from the
/// database.
struct ByteShape<Value>: Sendable {
  /// One member of such an object.
  struct Field: Sendable {
    let key: String
    let schema: JSONSchema
    /// Whether a value has it; nil for one that each has.
    let isThere: (@Sendable (Value) -> Bool)?
    let write: @Sendable (Value, inout [UInt8]) -> Void

    init(
      _ key: String, _ schema: JSONSchema, where isThere: (@Sendable (Value) -> Bool)? = nil,
      bytes write: @escaping @Sendable (Value, inout [UInt8]) -> Void
    ) {
      self.key = key
      self.schema = schema
      self.isThere = isThere
      self.write = write
    }

    /// A short one.
    init(
      _ key: String, _ schema: JSONSchema, where isThere: (@Sendable (Value) -> Bool)? = nil,
      _ value: @escaping @Sendable (Value) -> JSONValue
    ) {
      self.init(key, schema, where: isThere) { $1 += value($0).canonicalText.utf8 }
    }
  }

  let name: String
  let fields: [Field]

  /// - Parameter name: of the schema.
  init(named name: String, _ fields: [Field]) {
    self.name = name
    self.fields = fields
  }

  var schema: JSONSchema {
    .component(
      name,
      .object(
        Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.schema) }),
        optional: Set(fields.filter { $0.isThere != nil }.map(\.key))))
  }

  func write(_ value: Value, into text: inout [UInt8]) {
    text.append(UInt8(ascii: "{"))
    var isFirst = true
    for field in fields where field.isThere?(value) ?? true {
      text += (isFirst ? "\"" : ",\"").utf8
      text += field.key.utf8
      text += "\":".utf8
      field.write(value, &text)
      isFirst = false
    }
    text.append(UInt8(ascii: "}"))
  }
}

extension [UInt8] {
  /// Writes a list, element by element.
  @inline(__always)
  mutating func appendList<Elements: Collection>(
    _ elements: Elements, _ write: (Elements.Element, inout [UInt8]) -> Void
  ) {
    append(UInt8(ascii: "["))
    var isFirst = true
    for element in elements {
      if !isFirst { append(UInt8(ascii: ",")) }
      isFirst = false
      write(element, &self)
    }
    append(UInt8(ascii: "]"))
  }
}
