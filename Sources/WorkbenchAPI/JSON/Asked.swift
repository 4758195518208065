import Formats
import HTTPServer

/// Where a call finds what it is asked: in its query, or, where that would be too long, under the same names in the body of
/// a POST. A query is refused for the first thing that is wrong, a body for all of them at once.
enum Asked {
  case query(Query)
  case body(ConfigReader)

  /// - Parameters:
  ///   - texts: keys whose text may be a number in a body.
  ///   - lists: keys whose list may be its one element in a body.
  /// - Throws: ``ConfigError`` for a body that is no JSON.
  init(_ request: Request, texts: Set<String> = [], lists: Set<String> = []) throws {
    guard request.method == .post else {
      self = .query(request.query)
      return
    }
    var body = try JSONValue(parsing: request.body)
    if case .object(var members) = body {
      for key in texts {
        if case .integer(let number)? = members[key] { members[key] = .string("\(number)") }
      }
      for key in lists {
        if case .string? = members[key], let value = members[key] { members[key] = .array([value]) }
      }
      body = .object(members)
    }
    self = .body(ConfigReader(body))
  }

  func has(_ key: String) -> Bool {
    switch self {
    case .query(let query): !query.values(key).isEmpty
    case .body(let reader): reader.has(key)
    }
  }

  func integer(_ key: String, in range: ClosedRange<Int>, _ summary: String) throws -> Int? {
    switch self {
    case .query(let query): try query.integer(key, in: range)
    case .body(let reader): reader.optionalInteger(key, in: range, summary)
    }
  }

  /// - Parameter maxLength: in a body.
  func text(_ key: String, maxLength: Int, _ summary: String) throws -> String? {
    switch self {
    case .query(let query): try query.value(key)
    case .body(let reader): reader.optionalText(key, maxLength: maxLength, summary)
    }
  }

  func flag(_ key: String, _ summary: String) throws -> Bool {
    switch self {
    case .query(let query):
      switch try query.value(key) {
      case nil, "false": return false
      case "true": return true
      case let text?: throw Self.problem(key, "must be true or false, not \"\(text)\"")
      }
    case .body(let reader): return reader.flag(key, standard: false, summary)
    }
  }

  /// One of some words.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, standard: Choice, _ summary: String
  ) throws -> Choice where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    switch self {
    case .query(let query):
      guard let text = try query.value(key) else { return standard }
      guard let choice = Choice(rawValue: text) else {
        throw Self.problem(
          key,
          "must be \(ConfigReader.oneOf(names)), not \"\(text)\"\(ConfigReader.hint(.string(text), names))")
      }
      return choice
    case .body(let reader):
      return Choice(rawValue: reader.choice(key, of: names, standard: standard.rawValue, summary))!
    }
  }

  /// Several texts of one kind; none if the key is left out.
  ///
  /// - Parameters:
  ///   - most: how many.
  ///   - noun: what they are.
  ///   - expected: what has to be in the place of a text that is none of the kind, as the message of a query has it and
  ///     as that of a body; nil for one that is.
  func texts(
    _ key: String, most: Int, _ noun: String, _ summary: String,
    _ expected: (String) -> (inQuery: String, inBody: String)?
  ) throws -> [String] {
    switch self {
    case .query(let query):
      let texts = query.list(key)
      guard texts.count <= most else {
        throw Self.problem(key, "may name \(most) \(noun); it names \(texts.count)")
      }
      for text in texts { if let expected = expected(text) { throw Self.problem(key, expected.inQuery) } }
      return texts
    case .body(let reader):
      return reader.texts(key, count: 0...most, summary) { expected($0)?.inBody }
    }
  }

  /// Several texts as they stand, commas included: a name that is repeated in a query, a list in a body.
  ///
  /// - Parameters:
  ///   - most: how many.
  ///   - read: makes something of a text; nil for one that is `expected` in vain.
  func repeated<Value>(
    _ key: String, most: Int, expected: String, _ summary: String, _ read: (String) -> Value?
  ) throws -> [Value] {
    switch self {
    case .query(let query):
      let texts = query.values(key)
      guard texts.count <= most else {
        throw Self.problem(key, "may stand there \(most) times; it stands there \(texts.count) times")
      }
      return try texts.map { text in
        guard let value = read(text) else { throw Self.problem(key, "must be \(expected), not \"\(text)\"") }
        return value
      }
    case .body(let reader):
      return reader.texts(key, count: 0...most, summary) { read($0) == nil ? expected : nil }.compactMap(read)
    }
  }

  /// The end of what the call knows.
  ///
  /// - Throws: ``ConfigError`` with everything that is wrong with a body.
  func end() throws {
    guard case .body(let reader) = self else { return }
    try reader.end()
  }

  static func problem(_ key: String, _ what: String) -> Problem {
    Problem(status: 400, detail: "The query's \"\(key)\" \(what).")
  }
}
