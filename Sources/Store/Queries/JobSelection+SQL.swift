import Formats
import GRDB
import Tracking

/// A selection as SQL, over `jobs` and `experiments`: the one place where it is.
extension JobSelection {
  var conditions: Conditions {
    var conditions = Conditions()
    for (column, values) in [
      ("jobs.status", status.map(\.rawValue)), ("experiments.name", experiment), ("jobs.method", method),
      ("jobs.network", network), ("jobs.dataset", dataset),
    ] where !values.isEmpty {
      conditions.add("\(column) IN (SELECT value FROM json_each(?))", [values.json])
    }
    for (_, tags) in Dictionary(grouping: tag, by: \.group).sorted(by: { $0.key < $1.key }) {
      conditions.addEither(of: tags)
    }
    let choices = Dictionary(grouping: config, by: \.path)
    for (path, choices) in choices.sorted(by: { $0.key.text < $1.key.text }) {
      conditions.add(
        "ifnull(\(path.valueSQL), '') IN (SELECT value FROM json_each(?))", [choices.map(\.value).json])
    }
    if !jobs.isEmpty {
      conditions.add("jobs.id IN (\(Self.within("jobs", select: "id")))", [jobs.json])
    }
    if !runs.isEmpty {
      conditions.add("jobs.id IN (\(Self.within("runs", select: "job_id")))", [runs.json])
    }
    conditions.addAny(of: searches)
    return conditions
  }

  /// The same over `runs` as well, which are only those of ``runs`` if any are named.
  var runConditions: Conditions {
    var conditions = conditions
    if !runs.isEmpty {
      conditions.add("runs.id IN (\(Self.within("runs", select: "id")))", [runs.json])
    }
    return conditions
  }

  /// Rows of a table whose ids are in ranges, which come as a parameter.
  private static func within(_ table: String, select column: String) -> String {
    """
    SELECT found.\(column) FROM json_each(?) AS given
    CROSS JOIN \(table) AS found ON found.id BETWEEN given.value ->> 0 AND given.value ->> 1
    """
  }
}

extension Conditions {
  /// One of some tags.
  fileprivate mutating func addEither(of tags: [JobSelection.Tag]) {
    let readings = tags.flatMap(\.readings).map { JSONValue.array([.string($0.key), .string($0.value)]) }
    add(
      """
      jobs.id IN (
        SELECT job_tags.job_id FROM json_each(?) AS given
        CROSS JOIN job_tags ON job_tags.key = given.value ->> 0 AND job_tags.value = given.value ->> 1)
      """, [JSONValue.array(readings).canonicalText])
  }

  /// All words of one of some searches.
  fileprivate mutating func addAny(of searches: [[String]]) {
    guard !searches.isEmpty else { return }
    var arguments = StatementArguments()
    let either = searches.map { words in
      words.map { word in
        let condition = Self.condition(of: word)
        arguments += condition.arguments
        return condition.sql
      }.joined(separator: " AND ")
    }
    add("(" + either.map { "(\($0))" }.joined(separator: " OR ") + ")", arguments)
  }

  /// A word occurs, or it is the job's number: `12`, `#12`.
  private static func condition(of word: String) -> (sql: String, arguments: StatementArguments) {
    // SQLite knows the case of the letters of ASCII alone.
    let spellings = Set([
      word, word.lowercased(), word.uppercased(), word.prefix(1).uppercased() + word.dropFirst().lowercased(),
    ])
    let kept = word.utf8.allSatisfy { $0 < 0x80 } ? [word] : spellings.sorted()
    var parts = kept.map { _ in "\(text) LIKE ? ESCAPE '\\'" }
    var arguments = StatementArguments(kept.map(pattern))
    let digits = word.hasPrefix("#") ? word.dropFirst() : word[...]
    if digits.utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(digits) {
      parts.append("jobs.id = ?")
      arguments += [id]
    }
    return ("(\(parts.joined(separator: " OR ")))", arguments)
  }

  private static func pattern(_ word: String) -> String {
    "%" + word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
  }

  /// All that is searched: no word goes over a line.
  private static let text = """
    (jobs.name || char(10) || experiments.name || char(10) || jobs.method || char(10) || jobs.network || char(10)
      || jobs.dataset || char(10) || ifnull((
        SELECT group_concat(key || ':' || value, char(10)) FROM job_tags WHERE job_id = jobs.id), '')
      || char(10) || ifnull(jobs.notes, ''))
    """
}

extension ConfigPath {
  /// As SQLite writes it, quoted where it is a part of a statement's text.
  private var literal: String {
    let path = "$" + keys.map { ".\"\($0)\"" }.joined()
    return "'" + path.replacing("'", with: "''") + "'"
  }

  /// The value of the key in a job's config as text: that of the stored JSON, a string without its quotes; NULL where there is
  /// no such key.
  var valueSQL: String {
    """
    CASE json_type(jobs.config, \(literal)) WHEN 'text' THEN jobs.config ->> \(literal) ELSE jobs.config -> \(literal) END
    """
  }

  /// The same, but NULL for what says nothing and for an object.
  var paramSQL: String {
    """
    CASE json_type(jobs.config, \(literal)) WHEN 'text' THEN jobs.config ->> \(literal) WHEN 'null' THEN NULL
      WHEN 'object' THEN NULL ELSE jobs.config -> \(literal) END
    """
  }

  /// The same as a number where it is one, or a truth value: what jobs are sorted by.
  var sortSQL: String { "jobs.config ->> \(literal)" }
}

extension [String] {
  /// As JSON text, see ``Swift/Array/json``.
  var json: String { JSONValue.array(map { .string($0) }).canonicalText }
}

extension [ClosedRange<Int64>] {
  var json: String { "[" + map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",") + "]" }
}
