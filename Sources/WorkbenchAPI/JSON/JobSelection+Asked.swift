import Formats
import HTTPServer
import Tracking

/// A selection as it is asked for, in a query or in a body: the one place where it is read.
extension JobSelection {
  /// Values of one name in a query, which has 8 KiB for all; a body takes more.
  static let mostInQuery = 40
  /// Ranges of ids in a query.
  static let mostIDsInQuery = 1_000
  /// The same in a body.
  static let mostInBody = 20_000
  /// Characters of a value.
  static let longestValue = 500

  /// - Throws: ``Problem`` 400.
  init(_ query: Query) throws { try self.init(.query(query)) }

  /// - Throws: ``Problem`` 400 for a query; what is wrong with a body is reported to its reader.
  init(_ asked: Asked) throws {
    func texts(_ key: String, _ summary: String) throws -> [String] {
      try asked.repeated(key, most: asked.most, expected: Self.text, summary) { Self.isText($0) ? $0 : nil }
    }
    let statuses = Status.allCases.map(\.rawValue).joined(separator: ", ")
    self.init(
      q: try texts("q", "words that occur"),
      status: try asked.repeated("status", most: asked.most, expected: "one of \(statuses)", "their status") {
        Status(rawValue: $0)
      },
      experiment: try texts("experiment", "their experiment"), method: try texts("method", "their method"),
      network: try texts("network", "their network"), dataset: try texts("dataset", "their dataset"),
      tag: try asked.repeated("tag", most: asked.most, expected: "key:value", "a tag of theirs") {
        Self.isText($0) ? Tag($0) : nil
      },
      config: try asked.repeated("config", most: Self.mostChoices, expected: Self.choice, "a value of theirs")
      { Self.isText($0) ? ConfigChoice($0) : nil },
      jobs: try Self.ranges("jobs", asked), runs: try Self.ranges("runs", asked))
    if searches.joined().count > Self.mostWords { try Self.refuseWords(asked) }
  }

  /// Values of keys of the config.
  static let mostChoices = 100

  private static let text = "a text of at most \(longestValue) characters without NUL"
  private static let choice =
    "a key of a config and its value, such as optimizer.learning_rate:0.01, of at most \(longestValue) characters"

  private static func isText(_ text: String) -> Bool { ConfigReader.isText(text, 0...longestValue) }

  private static func refuseWords(_ asked: Asked) throws {
    switch asked {
    case .query: throw Asked.problem("q", "may have \(mostWords) words; search for fewer")
    case .body(let reader):
      reader.report(
        "q", "more than \(mostWords) words; search for fewer", expected: "at most \(mostWords)", found: nil)
    }
  }

  /// Ids and ranges of them: `1,4-9` in a query, `[1, "4-9"]` in a body.
  private static func ranges(_ key: String, _ asked: Asked) throws -> [ClosedRange<Int64>] {
    switch asked {
    case .query(let query):
      let texts = query.list(key)
      guard texts.count <= mostIDsInQuery else {
        throw Asked.problem(key, "may name \(mostIDsInQuery) ids or ranges; it names \(texts.count)")
      }
      return try texts.map { text in
        guard let range = range(text) else { throw Asked.problem(key, "must be \(ids), not \"\(text)\"") }
        return range
      }
    case .body(let reader):
      return reader.values(key, count: 0...mostInBody, "ids, or ranges of them") { value in
        switch value {
        case .integer(let id): id >= 1 ? Int64(id)...Int64(id) : nil
        case .string(let text): range(text)
        default: nil
        }
      } expected: {
        "an id, a whole number from 1, or a range such as \"10-20\""
      }
    }
  }

  private static let ids = "ids, whole numbers from 1 with commas between them, or ranges such as 10-20"

  /// `7` or `10-20`.
  private static func range(_ text: String) -> ClosedRange<Int64>? {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { end in
      end.utf8.allSatisfy { (48...57).contains($0) } ? Int64(end) : nil
    }
    guard let first = ends[0], let last = ends[ends.count - 1], first >= 1, first <= last else { return nil }
    return first...last
  }
}

extension Asked {
  /// Values of one name of a selection.
  fileprivate var most: Int {
    switch self {
    case .query: JobSelection.mostInQuery
    case .body: JobSelection.mostInBody
    }
  }
}

extension Query {
  /// A selection that is not simply every job there is: what is done to many has to say to which.
  func selectionOfSome() throws -> JobSelection {
    let selection = try JobSelection(self)
    guard selection != JobSelection() else {
      throw Problem(
        status: 400,
        detail:
          "The query says for which jobs: give \"experiment\", \"tag\" (key:value), \"status\", \"jobs\" or any other part of"
          + " a selection, as in ?experiment=demo; they all have to hold.")
    }
    return selection
  }
}
