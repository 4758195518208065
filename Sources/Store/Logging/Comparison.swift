import GRDB

/// What has to hold of one value of a run or an experiment, in a search.
package enum Comparison: Sendable, Equatable {
  /// An order that numbers have; of texts only the first two are asked for.
  package enum Relation: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  case number(Relation, Double)
  case text(Relation, String)
  /// With `%` for any text and `_` for one character.
  case like(String, ignoresCase: Bool)
  case among([String], isNegated: Bool)
  case isPresent(Bool)

  /// As SQL over an expression, which is NULL where there is no value; that fits nothing but ``isPresent(_:)``.
  func sql(of expression: String) -> (sql: String, arguments: StatementArguments) {
    switch self {
    case .number(let relation, let number): ("\(expression) \(relation.rawValue) ?", [number])
    case .text(let relation, let text): ("\(expression) \(relation.rawValue) ?", [text])
    case .like(let pattern, let ignoresCase):
      ignoresCase
        ? ("\(expression) LIKE ?", [pattern]) : ("\(expression) GLOB ?", [Self.glob(pattern)])
    case .among(let values, let isNegated):
      ("\(expression) \(isNegated ? "NOT IN" : "IN") (SELECT value FROM json_each(?))", [values.json])
    case .isPresent(let isThere): ("(\(expression)) IS \(isThere ? "NOT NULL" : "NULL")", [])
    }
  }

  /// The same over a number that is NULL where it is none, as NaN is: that is unequal to every number, and nothing else.
  func sql(ofNumber expression: String) -> (sql: String, arguments: StatementArguments) {
    guard case .number(.notEqual, let number) = self else { return sql(of: expression) }
    return ("\(expression) IS NOT ?", [number])
  }

  /// SQLite's LIKE knows no case of ASCII's letters; its GLOB does.
  private static func glob(_ pattern: String) -> String {
    var glob = ""
    for character in pattern {
      switch character {
      case "%": glob += "*"
      case "_": glob += "?"
      case "*", "?", "[": glob += "[\(character)]"
      default: glob.append(character)
      }
    }
    return glob
  }
}

/// The same of values that no table has.
extension Comparison {
  /// - Parameter value: nil for none.
  package func holds(for value: String?) -> Bool {
    guard let value else { return self == .isPresent(false) }
    return switch self {
    case .number: false
    case .text(let relation, let text): relation == .notEqual ? value != text : value == text
    case .like(let pattern, let ignoresCase):
      ignoresCase
        ? Self.fits(value.lowercased(), pattern.lowercased()) : Self.fits(value, pattern)
    case .among(let values, let isNegated): values.contains(value) != isNegated
    case .isPresent(let isThere): isThere
    }
  }

  package func holds(for value: Double?) -> Bool {
    guard let value, case .number(let relation, let number) = self else { return false }
    return switch relation {
    case .equal: value == number
    case .notEqual: value != number
    case .less: value < number
    case .lessOrEqual: value <= number
    case .greater: value > number
    case .greaterOrEqual: value >= number
    }
  }

  /// In the product of both lengths at most: row by row whether so much of the text fits so much of the pattern.
  private static func fits(_ text: String, _ pattern: String) -> Bool {
    let text = Array(text)
    var fits = [true] + [Bool](repeating: false, count: text.count)
    for mark in pattern {
      var row = [Bool](repeating: false, count: text.count + 1)
      row[0] = mark == "%" && fits[0]
      for index in text.indices {
        row[index + 1] =
          mark == "%" ? fits[index + 1] || row[index] : fits[index] && (mark == "_" || mark == text[index])
      }
      fits = row
    }
    return fits[text.count]
  }
}
