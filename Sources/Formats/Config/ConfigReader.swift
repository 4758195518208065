/// Reads one JSON object, key by key.
///
/// Reading *is* the declaration: the calls made on a reader say which keys there are, their types, ranges, defaults
/// and meanings. From that one place come the values, every problem with its path, the keys that are unknown, the
/// canonical form with all defaults filled in, and the JSON Schema.
///
/// A key with a problem reads as its default, so that reading goes on and finds the next problem.
package final class ConfigReader {
  package let path: String
  package let members: [String: JSONValue]
  let reports: ProblemList
  /// Keys declared so far, in order.
  package internal(set) var fields: [ConfigField] = []
  /// What the object as a whole stands for, in a sentence: of an object with a name, what that name stands for.
  package var summary: String?
  /// As people call what the object stands for; nil where that is its name.
  package var title: String?
  /// What else is said of it, by keywords of the schema.
  package var notes: [String: JSONValue] = [:]
  /// The value in force for every key declared so far.
  package internal(set) var canonical: [String: JSONValue] = [:]

  /// Problems of an object and of all objects in it.
  final class ProblemList {
    var all: [ConfigProblem] = []
  }

  /// - Parameter value: the whole config.
  package convenience init(_ value: JSONValue) {
    self.init(value, path: "$", problems: ProblemList())
  }

  init(_ value: JSONValue, path: String, problems: ProblemList) {
    self.path = path
    reports = problems
    if case .object(let members) = value {
      self.members = members
    } else {
      members = [:]
      reports.all.append(
        ConfigProblem(
          path: path, message: "expected an object, found \(value.description)", expected: "an object",
          found: value.description))
    }
  }

  /// What was found wrong until now, in this object and in those around it and in it.
  package var problems: [ConfigProblem] { reports.all }

  /// The keys that `body` declares, as it shows with an empty object.
  package static func fields(of body: (ConfigReader) -> Void) -> [ConfigField] {
    let sample = ConfigReader([:])
    body(sample)
    return sample.fields
  }

  // MARK: Keys

  /// Whether the object has this key.
  package func has(_ key: String) -> Bool { members[key] != nil }

  package func integer(
    _ key: String, standard: Int? = nil, in range: ClosedRange<Int>, _ summary: String
  ) -> Int {
    let expected =
      range.upperBound == .max
      ? "an integer of at least \(range.lowerBound)"
      : "an integer in \(range.lowerBound)...\(range.upperBound)"
    return read(key, .integer(range), standard.map { .integer($0) }, summary, expected: expected) {
      guard case .integer(let value) = $0, range.contains(value) else { return nil }
      return (value, $0)
    } ?? standard ?? range.lowerBound
  }

  /// Text of a few words that may be left out and then has no value.
  package func optionalText(_ key: String, maxLength: Int, _ summary: String) -> String? {
    let given = members[key] != nil
    let value = text(key, standard: "-", maxLength: maxLength, summary)
    fields[fields.count - 1].standard = nil
    if !given { canonical[key] = nil }
    return given ? value : nil
  }

  /// The same for a text of people, which may also be empty and of any number of lines.
  package func optionalVerbatim(_ key: String, maxLength: Int, _ summary: String) -> String? {
    let text: String? = read(
      key, .text(maxLength: maxLength), "", summary,
      expected: "a string of at most \(maxLength) characters without NUL"
    ) {
      guard case .string(let value) = $0, Self.isText(value, 0...maxLength) else { return nil }
      return (value, $0)
    }
    fields[fields.count - 1].standard = nil
    if members[key] == nil { canonical[key] = nil }
    return text
  }

  /// An integer that may be left out and then has no value.
  package func optionalInteger(_ key: String, in range: ClosedRange<Int>, _ summary: String) -> Int? {
    let given = members[key] != nil
    let value = integer(key, standard: range.lowerBound, in: range, summary)
    fields[fields.count - 1].standard = nil
    if !given { canonical[key] = nil }
    return given ? value : nil
  }

  /// A number that may be left out and then has no value.
  package func optionalNumber(_ key: String, in range: ClosedRange<Double>, _ summary: String) -> Double? {
    let given = members[key] != nil
    let value = number(key, standard: range.lowerBound, in: range, summary)
    fields[fields.count - 1].standard = nil
    if !given { canonical[key] = nil }
    return given ? value : nil
  }

  /// - Parameter over: whether the lower bound itself is excluded.
  package func number(
    _ key: String, standard: Double? = nil, in range: ClosedRange<Double>, over: Bool = false,
    _ summary: String
  ) -> Double {
    read(
      key, .number(range, over: over), standard.map { .number($0) }, summary,
      expected: Self.number(range, over: over)
    ) {
      guard let value = $0.double, range.contains(value), !over || value > range.lowerBound else {
        return nil
      }
      return (value, .number(value))
    } ?? standard ?? range.lowerBound
  }

  /// What a message calls such a number.
  package static func number(_ range: ClosedRange<Double>, over: Bool) -> String {
    let low = over ? "above \(range.lowerBound)" : "of at least \(range.lowerBound)"
    return "a number \(low)" + (range.upperBound.isFinite ? " and at most \(range.upperBound)" : "")
  }

  package func flag(_ key: String, standard: Bool, _ summary: String) -> Bool {
    read(key, .flag, .bool(standard), summary, expected: "true or false") {
      guard case .bool(let value) = $0 else { return nil }
      return (value, $0)
    } ?? standard
  }

  package func text(
    _ key: String, standard: String? = nil, maxLength: Int, _ summary: String
  ) -> String {
    let expected = "a string of 1 to \(maxLength) characters without NUL"
    return read(
      key, .text(maxLength: maxLength), standard.map { .string($0) }, summary, expected: expected
    ) {
      guard case .string(let value) = $0, Self.isText(value, 1...maxLength) else { return nil }
      return (value, $0)
    } ?? standard ?? ""
  }

  /// - Parameter words: what each name stands for.
  package func choice(
    _ key: String, of names: [String], words: [String] = [], standard: String? = nil, _ summary: String
  ) -> String {
    read(
      key, .choice(names, words: words), standard.map { .string($0) }, summary, expected: Self.oneOf(names),
      hint: { Self.hint($0, names) }
    ) {
      guard case .string(let value) = $0, names.contains(value) else { return nil }
      return (value, $0)
    } ?? standard ?? names[0]
  }

  package func choice<Choice: ConfigChoice>(_ key: String, standard: Choice, _ summary: String) -> Choice {
    let all = Choice.allCases
    return Choice(
      rawValue: choice(
        key, of: all.map(\.rawValue), words: all.map(\.summary), standard: standard.rawValue, summary))!
  }

  /// How many labels there may be, and characters of their names and values.
  package struct LabelLimits: Sendable {
    var count = 32
    var name = 64
    var value = 200

    /// What a config may have.
    package static let ofConfig = LabelLimits()
    /// What may have come here in other ways.
    package static let ofRecord = LabelLimits(count: 100_000, name: 1_000, value: 1 << 20)
  }

  /// Free labels: text for every key. A problem of one has its name in the path.
  package func labels(_ key: String, _ summary: String, limits: LabelLimits = .ofConfig) -> [String: String] {
    let given: [String: JSONValue] =
      read(
        key, .labels, .object([:]), summary,
        expected:
          "an object of at most \(limits.count) strings, names of 1 to \(limits.name) characters without NUL"
      ) {
        guard case .object(let members) = $0, members.count <= limits.count,
          members.keys.allSatisfy({ Self.isText($0, 1...limits.name) })
        else { return nil }
        return (members, $0)
      } ?? [:]
    let expected = "a string of at most \(limits.value) characters without NUL"
    var labels: [String: String] = [:]
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      if case .string(let text) = value, Self.isText(text, 0...limits.value) {
        labels[name] = text
      } else {
        let quoted = value.string == nil && value.members == nil && value.array == nil && value != .null
        report(
          "\(key).\(name)",
          "expected \(expected), found \(value.description)"
            + (quoted ? "; put it in quotes: \"\(value.canonicalText)\"" : ""),
          expected: expected, found: value.description)
      }
    }
    return labels
  }

  /// An object that is kept as it is; a missing one reads as `{}`.
  package func anyObject(_ key: String, _ summary: String) -> JSONValue {
    read(key, .anyObject, [:], summary, expected: "an object") {
      guard case .object = $0 else { return nil }
      return ($0, $0)
    } ?? [:]
  }

  /// An object of its own; a missing one reads as `{}`.
  package func object<Value>(_ key: String, _ summary: String, _ body: (ConfigReader) -> Value) -> Value {
    let inner = ConfigReader(members[key] ?? .object([:]), path: "\(path).\(key)", problems: reports)
    let value = body(inner)
    inner.reportUnknownKeys()
    canonical[key] = .object(inner.canonical)
    fields.append(
      ConfigField(
        key: key, kind: .object(inner.fields), summary: summary, standard: .object(inner.canonical),
        isRequired: false))
    return value
  }

  // MARK: The end of an object

  /// Says of every key that was not declared which declared one is nearest.
  package func reportUnknownKeys() {
    let known = fields.map(\.key)
    for key in members.keys.sorted() where !known.contains(key) {
      let nearest = Spelling.nearest(to: key, in: known)
      reports.all.append(
        ConfigProblem(
          path: "\(path).\(key)",
          message: "unknown key \"\(key)\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
            + " Known keys here: \(known.joined(separator: ", "))",
          expected: nearest, found: key))
    }
  }

  /// Adds a problem that concerns more than one key.
  package func report(_ key: String, _ message: String, expected: String?, found: String?) {
    reports.all.append(
      ConfigProblem(path: "\(path).\(key)", message: message, expected: expected, found: found))
  }

  /// The end of an object that is read for itself: keys that were not declared are problems too.
  ///
  /// - Throws: ``ConfigError`` with every problem at once.
  package func end() throws {
    reportUnknownKeys()
    try throwProblems()
  }

  /// - Throws: ``ConfigError`` with everything that was reported.
  package func throwProblems() throws {
    if !problems.isEmpty { throw ConfigError(problems) }
  }

  // MARK: Reading

  func read<Value>(
    _ key: String, _ kind: ConfigField.Kind, _ standard: JSONValue?, _ summary: String, expected: String,
    hint: (JSONValue) -> String = { _ in "" }, _ convert: (JSONValue) -> (Value, JSONValue)?
  ) -> Value? {
    fields.append(
      ConfigField(key: key, kind: kind, summary: summary, standard: standard, isRequired: standard == nil))
    canonical[key] = standard
    guard let given = members[key] else {
      if standard == nil {
        report(key, "is missing; expected \(expected)", expected: expected, found: nil)
      }
      return nil
    }
    guard let (value, normal) = convert(given) else {
      report(
        key, "expected \(expected), found \(given.description)\(hint(given))", expected: expected,
        found: given.description)
      return nil
    }
    canonical[key] = normal
    return value
  }

  /// Whether a text has a length, counted as JSON Schema does, in code points. SQLite would end it at a NUL.
  package static func isText(_ text: String, _ lengths: ClosedRange<Int>) -> Bool {
    lengths.contains(text.unicodeScalars.count) && !text.utf8.contains(0)
  }

  package static func oneOf(_ names: [String]) -> String {
    names.count == 1 ? "\"\(names[0])\"" : "one of \(names.joined(separator: ", "))"
  }

  package static func hint(_ value: JSONValue, _ names: [String]) -> String {
    guard case .string(let text) = value, let nearest = Spelling.nearest(to: text, in: names) else {
      return ""
    }
    return "; did you mean \"\(nearest)\"?"
  }
}
