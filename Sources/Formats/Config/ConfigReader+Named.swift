/// Values that are chosen by a name and may have options.
extension ConfigReader {
  /// One of `names`, or an object whose `name` is one of them and whose other keys are that name's options.
  ///
  /// - Parameters:
  ///   - standard: what a missing key, or an object without a name, stands for; nil if a name must be given.
  ///   - implied: a name that an object need not give if it has a key called like it.
  ///   - body: reads the options. It is also called once for every other name, to learn what options these have.
  package func named<Value>(
    _ key: String, of names: [String], standard: String? = nil, implied: String? = nil, _ summary: String,
    _ body: (String, ConfigReader) -> Value
  ) -> Value {
    let given = members[key] ?? standard.map { .string($0) }
    if given == nil { report(key, "is missing", expected: Self.oneOf(names), found: nil) }
    let place = Place(path: "\(path).\(key)", problems: reports)
    let (value, normal) = Self.readNamed(
      given ?? .string(names[0]), at: place, of: names, standard: standard, implied: implied, body)
    canonical[key] = normal
    fields.append(
      ConfigField(
        key: key, kind: Self.kind(of: names, standard: standard, implied: implied, body),
        summary: summary,
        standard: standard.map { .string($0) }, isRequired: standard == nil))
    return value
  }

  /// The same for names that are cases.
  package func named<Name: ConfigChoice, Value>(
    _ key: String, standard: Name? = nil, _ summary: String, _ body: (Name, ConfigReader) -> Value
  ) -> Value {
    named(key, of: Name.allCases.map(\.rawValue), standard: standard?.rawValue, summary) {
      Self.read(Name(rawValue: $0)!, $1, body)
    }
  }

  private static func read<Name: ConfigChoice, Value>(
    _ name: Name, _ options: ConfigReader, _ body: (Name, ConfigReader) -> Value
  ) -> Value {
    options.summary = name.summary
    return body(name, options)
  }

  /// A list of values whose names are cases; a missing one reads as `standard`.
  package func namedList<Name: ConfigChoice, Value>(
    _ key: String, standard: [JSONValue] = [], count: ClosedRange<Int>, _ summary: String,
    _ body: (Name, ConfigReader) -> Value
  ) -> [Value] {
    namedList(key, of: Name.allCases.map(\.rawValue), standard: standard, count: count, summary) {
      Self.read(Name(rawValue: $0)!, $1, body)
    }
  }

  /// As ``named(_:of:standard:implied:_:_:)`` for something that has a name first of all: the name alone is read, and
  /// complained of, as a choice is; and a name without options, or with none but what they would be anyway, is the
  /// canonical form.
  package func nameFirst<Value>(
    _ key: String, of names: [String], _ summary: String, _ body: (String, ConfigReader) -> Value
  ) -> Value {
    guard members[key]?.members != nil else {
      let name = choice(key, of: names, summary)
      fields[fields.count - 1].kind = Self.kind(of: names, body)
      return body(name, ConfigReader(["name": .string(name)]))
    }
    // The body is called for the value first, and then for every name there is.
    var isAlone: Bool?
    let value = named(key, of: names, summary) { name, options in
      let value = body(name, options)
      isAlone =
        isAlone ?? options.fields.allSatisfy { $0.key == "name" || options.canonical[$0.key] == $0.standard }
      return value
    }
    if isAlone == true, let name = canonical[key]?["name"] { canonical[key] = name }
    return value
  }

  /// A list of such values; a missing one reads as `standard`.
  package func namedList<Value>(
    _ key: String, of names: [String], standard: [JSONValue] = [], count: ClosedRange<Int>,
    _ summary: String, _ body: (String, ConfigReader) -> Value
  ) -> [Value] {
    list(key, of: Self.kind(of: names, body), standard: standard, count: count, summary) { value, place in
      Self.readNamed(value, at: place, of: names, standard: nil, implied: nil, body)
    }
  }

  /// A list of objects.
  package func objectList<Value>(
    _ key: String, count: ClosedRange<Int>, _ summary: String, _ body: (ConfigReader) -> Value
  ) -> [Value] {
    let fields = Self.fields { _ = body($0) }
    return list(key, of: .object(fields), standard: nil, count: count, summary) { value, place in
      let reader = ConfigReader(value, path: place.path, problems: place.problems)
      let value = body(reader)
      reader.reportUnknownKeys()
      return (value, .object(reader.canonical))
    }
  }

  /// A list of numbers.
  package func numbers(
    _ key: String, standard: [Double], in range: ClosedRange<Double>, over: Bool = false,
    count: ClosedRange<Int>, _ summary: String
  ) -> [Double] {
    list(
      key, of: .number(range, over: over), standard: standard.map { .number($0) }, count: count, summary
    ) { value, place in
      guard let number = value.double, range.contains(number), !over || number > range.lowerBound else {
        place.report("expected \(Self.number(range, over: over)), found \(value.description)")
        return (standard.first ?? range.lowerBound, .null)
      }
      return (number, .number(number))
    }
  }

  /// A list of integers.
  ///
  /// - Parameter standard: what a missing key reads as; nil if it has to be there.
  package func integers(
    _ key: String, standard: [Int]?, in range: ClosedRange<Int>, count: ClosedRange<Int>, _ summary: String
  ) -> [Int] {
    list(
      key, of: .integer(range), standard: standard.map { $0.map { .integer($0) } }, count: count, summary
    ) { value, place in
      guard case .integer(let number) = value, range.contains(number) else {
        let end =
          range.upperBound == .max
          ? "at least \(range.lowerBound)" : "\(range.lowerBound)...\(range.upperBound)"
        place.report("expected an integer of \(end), found \(value.description)")
        return (range.lowerBound, .null)
      }
      return (number, value)
    }
  }

  /// A list of texts of a kind of their own; a missing one reads as none.
  ///
  /// - Parameter expected: what had to be in the place of a text that is none of that kind; nil for one that is.
  package func texts(
    _ key: String, count: ClosedRange<Int>, _ summary: String, _ expected: (String) -> String?
  ) -> [String] {
    list(key, of: .text(maxLength: 64), standard: [], count: count, summary) { value, place in
      guard let text = value.string else {
        place.report("expected a string, found \(value.description)")
        return ("", .null)
      }
      if let expected = expected(text) {
        place.report("expected \(expected), found \(value.description)")
      }
      return (text, value)
    }
  }

  /// A list of values of any kind; a missing one reads as none.
  ///
  /// - Parameters:
  ///   - read: makes something of a value; nil for one that is `expected` in vain, which is reported.
  package func values<Value>(
    _ key: String, count: ClosedRange<Int>, _ summary: String, _ read: (JSONValue) -> Value?,
    expected: () -> String
  ) -> [Value] {
    list(key, of: .anyObject, standard: [], count: count, summary) { value, place -> (Value?, JSONValue) in
      let made = read(value)
      if made == nil { place.report("expected \(expected()), found \(value.description)") }
      return (made, value)
    }.compactMap(\.self)
  }

  /// A list of words that may be left out and then has no value.
  package func optionalWords(
    _ key: String, count: ClosedRange<Int>, _ summary: String
  ) -> [String]? {
    let given = members[key] != nil
    let words = list(key, of: .text(maxLength: 64), standard: [], count: 0...count.upperBound, summary) {
      value, place in
      guard case .string(let word) = value, Self.isText(word, 1...64) else {
        place.report("expected a name, found \(value.description)")
        return ("", .null)
      }
      return (word, value)
    }
    if given && !count.contains(words.count) {
      report(key, "expected \(count.lowerBound) to \(count.upperBound) names", expected: nil, found: nil)
    }
    fields[fields.count - 1].standard = nil
    if !given { canonical[key] = nil }
    return given ? words : nil
  }

  // MARK: Parts

  /// Where an element of a list, or a named value, stands.
  struct Place {
    let path: String
    let problems: ProblemList

    func report(_ message: String) {
      problems.all.append(ConfigProblem(path: path, message: message))
    }
  }

  private func list<Value>(
    _ key: String, of kind: ConfigField.Kind, standard: [JSONValue]?, count: ClosedRange<Int>,
    _ summary: String, _ element: (JSONValue, Place) -> (Value, JSONValue)
  ) -> [Value] {
    let expected = "a list of \(count.lowerBound) to \(count.upperBound)"
    let given: [JSONValue] =
      read(
        key, .list(of: kind, count: count), standard.map { .array($0) }, summary, expected: expected
      ) {
        guard case .array(let values) = $0, count.contains(values.count) else { return nil }
        return (values, $0)
      } ?? standard ?? []
    var values: [Value] = []
    var normal: [JSONValue] = []
    for (index, item) in given.enumerated() {
      let place = Place(path: "\(path).\(key)[\(index)]", problems: reports)
      let (value, canonical) = element(item, place)
      values.append(value)
      normal.append(canonical)
    }
    canonical[key] = .array(normal)
    return values
  }

  private static func readNamed<Value>(
    _ given: JSONValue, at place: Place, of names: [String], standard: String?, implied: String?,
    _ body: (String, ConfigReader) -> Value
  ) -> (Value, JSONValue) {
    var given = given
    if case .string = given { given = ["name": given] }
    var standard = standard
    if let implied, case .object(let members) = given, members[implied] != nil { standard = implied }
    let reader = ConfigReader(given, path: place.path, problems: place.problems)
    let name = reader.choice("name", of: names, standard: standard, "which one")
    let value = body(name, reader)
    reader.reportUnknownKeys()
    return (value, .object(reader.canonical))
  }

  /// Every name with the options that reading it asks for.
  private static func kind<Value>(
    of names: [String], standard: String? = nil, implied: String? = nil,
    _ body: (String, ConfigReader) -> Value
  ) -> ConfigField.Kind {
    .nameOrObject(
      names.map { name in
        let sample = ConfigReader([:])
        _ = body(name, sample)
        return ConfigField.NamedOptions(
          name: name, title: sample.title, notes: sample.notes, summary: sample.summary,
          fields: sample.fields,
          isNameOptional: name == standard || name == implied,
          isComplete: !sample.fields.contains(where: \.isRequired))
      })
  }
}

extension ConfigReader {
  /// A time such as `2025-11-23T20:08:00.123Z` in seconds since 1970; nil if the key is not there, which is for the
  /// caller to judge, or is no time, which is reported.
  package func time(_ key: String, _ summary: String) -> Double? {
    guard let text = optionalText(key, maxLength: 24, summary) else { return nil }
    // What is not written back as it was read is no day that there is.
    guard let seconds = Timestamp.seconds(text), Timestamp.text(seconds) == text else {
      report(
        key, "expected a time such as 2025-11-23T20:08:00.123Z, found \"\(text)\"",
        expected: "an ISO 8601 time, UTC, with milliseconds", found: text)
      return nil
    }
    return seconds
  }
}
