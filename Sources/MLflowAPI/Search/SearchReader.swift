import Store

/// What stands on the left of a comparison: `metrics.loss`, `status`.
struct SearchName: Equatable {
  /// nil where there is none: an attribute's name alone.
  var entity: String?
  var key: String
}

/// One comparison as it is written, which need not make sense yet.
struct WrittenComparison: Equatable {
  enum Relation: Equatable {
    case relation(Comparison.Relation)
    case like(ignoresCase: Bool)
    case among(isNegated: Bool)
    case isPresent(Bool)

    var text: String {
      switch self {
      case .relation(let relation): relation.rawValue
      case .like(let ignoresCase): ignoresCase ? "ILIKE" : "LIKE"
      case .among(let isNegated): isNegated ? "NOT IN" : "IN"
      case .isPresent(let isPresent): isPresent ? "IS NOT NULL" : "IS NULL"
      }
    }
  }

  enum Value: Equatable {
    case number(Double)
    case text(String)
    case texts([String])
    case nothing

    var isNumber: Bool { if case .number = self { true } else { false } }
  }

  var name: SearchName
  var relation: Relation
  var value: Value
}

/// Reads a filter or an order from left to right.
struct SearchReader {
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    characters = Array(text)
    skipBlanks()
  }

  var isAtEnd: Bool { position == characters.count }

  private var next: Character? { position < characters.count ? characters[position] : nil }

  private mutating func skipBlanks() {
    while let character = next, character.isWhitespace { position += 1 }
  }

  /// `entity.key`, of which the key may be in backticks or double quotes.
  mutating func name() throws -> SearchName {
    defer { skipBlanks() }
    let first = try part(until: ".")
    guard !first.isEmpty else { throw trouble("a name such as metrics.loss") }
    guard next == "." else { return SearchName(entity: nil, key: first) }
    position += 1
    // A key may have dots of its own.
    let key = try part(until: nil)
    guard !key.isEmpty else { throw trouble("a key behind \"\(first).\"") }
    return SearchName(entity: first, key: key)
  }

  /// What is in quotes here, or else letters, digits, underscores and dots.
  private mutating func part(until end: Character?) throws -> String {
    if let quoted = try quoted(by: ["`", "\""]) { return quoted }
    let start = position
    while let character = next, character != end, Self.isOfName(character) { position += 1 }
    return String(characters[start..<position])
  }

  mutating func comparison() throws -> WrittenComparison {
    let name = try name()
    let relation = try relation()
    let value: WrittenComparison.Value =
      switch relation {
      case .among: .texts(try list())
      case .isPresent: .nothing
      case .relation, .like: try value()
      }
    return WrittenComparison(name: name, relation: relation, value: value)
  }

  /// Goes past a word, whatever its case.
  mutating func take(word wanted: String) -> Bool {
    let start = position
    if word().uppercased() == wanted {
      skipBlanks()
      return true
    }
    position = start
    return false
  }

  private mutating func relation() throws -> WrittenComparison.Relation {
    // The longer ones first.
    for relation in [Comparison.Relation.notEqual, .lessOrEqual, .greaterOrEqual, .equal, .less, .greater] {
      let text = Array(relation.rawValue)
      if characters[position...].starts(with: text) {
        position += text.count
        skipBlanks()
        return .relation(relation)
      }
    }
    if take(word: "LIKE") { return .like(ignoresCase: false) }
    if take(word: "ILIKE") { return .like(ignoresCase: true) }
    if take(word: "IN") { return .among(isNegated: false) }
    if take(word: "NOT"), take(word: "IN") { return .among(isNegated: true) }
    if take(word: "IS") {
      let isPresent = take(word: "NOT")
      if take(word: "NULL") { return .isPresent(isPresent) }
    }
    throw trouble("a comparison such as =, !=, >, LIKE or IS NULL")
  }

  private mutating func value() throws -> WrittenComparison.Value {
    defer { skipBlanks() }
    if let text = try quoted(by: ["'", "\""]) { return .text(text) }
    let start = position
    while let character = next, !character.isWhitespace { position += 1 }
    guard let number = Double(String(characters[start..<position])), number.isFinite else {
      position = start
      throw trouble("a number, or a text in quotes")
    }
    return .number(number)
  }

  private mutating func list() throws -> [String] {
    guard take("(") else { throw trouble("a list in brackets") }
    var texts: [String] = []
    repeat {
      guard let text = try quoted(by: ["'", "\""]) else { throw trouble("a text in quotes") }
      texts.append(text)
      skipBlanks()
    } while take(",")
    guard take(")") else { throw trouble("a comma or )") }
    return texts
  }

  private mutating func take(_ mark: Character) -> Bool {
    guard next == mark else { return false }
    position += 1
    skipBlanks()
    return true
  }

  /// What is in quotes, a doubled one within standing for itself; nil where none begins.
  private mutating func quoted(by marks: [Character]) throws -> String? {
    guard let mark = next, marks.contains(mark) else { return nil }
    let start = position
    position += 1
    var text = ""
    while let character = next {
      position += 1
      if character != mark {
        text.append(character)
      } else if next == mark {
        text.append(mark)
        position += 1
      } else {
        return text
      }
    }
    position = start
    throw trouble("an end of what is in quotes")
  }

  private mutating func word() -> String {
    let start = position
    while let character = next, Self.isOfName(character) { position += 1 }
    return String(characters[start..<position])
  }

  private static func isOfName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }

  func trouble(_ expected: String) -> MLflowError {
    let rest = String(characters[position...].prefix(30))
    let found = rest.isEmpty ? "its end" : "\"\(rest)\""
    return .invalid(
      "Invalid filter or order: at character \(position + 1) expected \(expected), found \(found).")
  }
}
