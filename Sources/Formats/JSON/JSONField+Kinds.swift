/// Members that are written from a property and read into it. Their summaries stand in the schema.
extension JSONField {
  package typealias Property<Member> = any WritableKeyPath<Value, Member> & Sendable

  /// A database id.
  package static func id(_ key: String, _ property: Property<Int64>) -> JSONField {
    JSONField(
      key, .id, write: { .integer(Int($0[keyPath: property])) },
      read: { $1[keyPath: property] = Int64($0.integer(key, in: 1 ... .max, "")) })
  }

  /// - Parameters:
  ///   - lowest: at least.
  ///   - highest: of what is read; the schema of an answer names no upper end.
  package static func integer(
    _ key: String, _ property: Property<Int>, from lowest: Int, to highest: Int, _ summary: String? = nil
  ) -> JSONField {
    JSONField(
      key, .integer(lowest ... .max).summarized(summary), write: { .integer($0[keyPath: property]) },
      read: { $1[keyPath: property] = $0.integer(key, in: lowest...highest, "") })
  }

  package static func optionalInteger(
    _ key: String, _ property: Property<Int?>, from lowest: Int, to highest: Int, _ summary: String? = nil
  ) -> JSONField {
    JSONField(
      key, .integer(lowest ... .max).orNull.summarized(summary),
      write: { $0[keyPath: property].map { .integer($0) } ?? .null },
      read: { $1[keyPath: property] = $0.optionalInteger(key, in: lowest...highest, "") })
  }

  /// An integer with both ends in the schema.
  package static func integer(
    _ key: String, _ property: Property<Int>, in range: ClosedRange<Int>, _ summary: String
  ) -> JSONField {
    JSONField(
      key, .integer(range).described(summary), write: { .integer($0[keyPath: property]) },
      read: { $1[keyPath: property] = $0.integer(key, in: range, "") })
  }

  package static func optionalNumber(
    _ key: String, _ property: Property<Double?>, in range: ClosedRange<Double>, _ summary: String? = nil
  ) -> JSONField {
    JSONField(
      key, .number.orNull.summarized(summary),
      write: { $0[keyPath: property].map { .number($0) } ?? .null },
      read: { $1[keyPath: property] = $0.optionalNumber(key, in: range, "") })
  }

  /// - Parameter maxLength: of what is read.
  package static func text(
    _ key: String, _ property: Property<String>, maxLength: Int, _ summary: String? = nil
  ) -> JSONField {
    JSONField(
      key, .string.summarized(summary), write: { .string($0[keyPath: property]) },
      read: { $1[keyPath: property] = $0.text(key, maxLength: maxLength, "") })
  }

  package static func optionalText(
    _ key: String, _ property: Property<String?>, maxLength: Int, _ summary: String? = nil
  ) -> JSONField {
    JSONField(
      key, .string.orNull.summarized(summary),
      write: { $0[keyPath: property].map { .string($0) } ?? .null },
      read: { $1[keyPath: property] = $0.optionalText(key, maxLength: maxLength, "") })
  }

  /// One that is missing reads as false.
  package static func flag(_ key: String, _ property: Property<Bool>, _ summary: String) -> JSONField {
    JSONField(
      key, .boolean.described(summary), write: { .bool($0[keyPath: property]) },
      read: { $1[keyPath: property] = $0.flag(key, standard: false, "") })
  }

  /// One of the words of a type.
  package static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String, _ property: Property<Choice>, _ schema: JSONSchema
  ) -> JSONField {
    let words = Choice.allCases.map(\.rawValue)
    return JSONField(
      key, schema, write: { .string($0[keyPath: property].rawValue) },
      read: {
        if let choice = Choice(rawValue: $0.choice(key, of: words, "")) { $1[keyPath: property] = choice }
      })
  }

  /// A list of words, 64 at most.
  package static func words(_ key: String, _ property: Property<[String]>, _ summary: String) -> JSONField {
    JSONField(
      key, .array(of: .string).described(summary),
      write: { .array($0[keyPath: property].map { .string($0) }) },
      read: { $1[keyPath: property] = $0.texts(key, count: 0...64, "") { _ in nil } })
  }

  /// Text for every key, as much as there may be in a record.
  package static func labels(_ key: String, _ property: Property<[String: String]>) -> JSONField {
    JSONField(
      key, .map(of: .string), write: { .object($0[keyPath: property].mapValues { .string($0) }) },
      read: { $1[keyPath: property] = $0.labels(key, "", limits: .ofRecord) })
  }

  /// Seconds since 1970, as ``Timestamp`` writes them.
  package static func time(_ key: String, _ property: Property<Double>) -> JSONField {
    JSONField(
      key, .time, write: { .string(Timestamp.text($0[keyPath: property])) },
      read: { reader, value in
        if let time = reader.time(key, "") { value[keyPath: property] = time }
        guard !reader.has(key) else { return }
        reader.report(key, "is missing; expected a time", expected: "a time", found: nil)
      })
  }

  package static func optionalTime(
    _ key: String, _ property: Property<Double?>, _ summary: String? = nil
  ) -> JSONField {
    JSONField(
      key, .time.orNull.summarized(summary),
      write: { $0[keyPath: property].map { .string(Timestamp.text($0)) } ?? .null },
      read: { $1[keyPath: property] = $0.time(key, "") })
  }

  /// A list of objects.
  ///
  /// - Parameters:
  ///   - shape: of each.
  ///   - blank: what each is before it is read.
  ///   - count: how many of them are read.
  package static func list<Element: Sendable>(
    _ key: String, _ property: Property<[Element]>, of shape: JSONShape<Element>, blank: Element,
    count: ClosedRange<Int>
  ) -> JSONField {
    JSONField(
      key, .array(of: shape.schema), write: { .array($0[keyPath: property].map(shape.json)) },
      read: { reader, value in
        value[keyPath: property] = reader.objectList(key, count: count, "") { reader in
          var element = blank
          shape.read(reader, into: &element)
          return element
        }
      })
  }
}

extension JSONSchema {
  fileprivate func summarized(_ summary: String?) -> JSONSchema { summary.map(described) ?? self }
}
