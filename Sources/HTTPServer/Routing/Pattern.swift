/// The paths a route answers, for example `/jobs/{id}` or `/presets/{name...}`.
///
/// A part is a literal, `{name}` for one segment that is not empty, or, as the last one, `{name...}` for the rest
/// of the path: at least one segment, which may be empty, so that `/{file...}` also answers `/`.
package struct Pattern: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  enum Part: Hashable, Sendable {
    case literal(String)
    case parameter(String)
    case rest(String)

    /// Lower goes first: of two patterns that answer a path, the one with the earlier literal is meant.
    var rank: Int {
      switch self {
      case .literal: 0
      case .parameter: 1
      case .rest: 2
      }
    }
  }

  let parts: [Part]

  package let description: String

  /// Whether it answers one path alone.
  var isLiteral: Bool { parts.allSatisfy { $0.rank == 0 } }

  /// - Precondition: `text` begins with `/`, and `{name...}` comes last.
  package init(_ text: String) {
    precondition(text.hasPrefix("/"), "the pattern \"\(text)\" must begin with /")
    parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
      guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
      let name = part.dropFirst().dropLast()
      return name.hasSuffix("...") ? .rest(String(name.dropLast(3))) : .parameter(String(name))
    }
    precondition(!parts.dropLast().contains { $0.rank == 2 }, "the rest must come last in \"\(text)\"")
    description = text
  }

  package init(stringLiteral value: String) {
    self.init(value)
  }

  /// The values of the parameters if this pattern answers the path of `segments`; the rest's are joined with `/`.
  func match(_ segments: [String]) -> [String: String]? {
    var values: [String: String] = [:]
    for (index, part) in parts.enumerated() {
      guard index < segments.count else { return nil }
      switch part {
      case .literal(let text):
        guard segments[index] == text else { return nil }
      case .parameter(let name):
        guard !segments[index].isEmpty else { return nil }
        values[name] = segments[index]
      case .rest(let name):
        values[name] = segments[index...].joined(separator: "/")
        return values
      }
    }
    return segments.count == parts.count ? values : nil
  }

  /// Whether this pattern is asked before `other`: part by part, a literal before a parameter before a rest.
  func precedes(_ other: Pattern) -> Bool {
    parts.map(\.rank).lexicographicallyPrecedes(other.parts.map(\.rank))
  }

  /// Whether both answer exactly the same paths.
  func hasShape(of other: Pattern) -> Bool {
    parts.count == other.parts.count
      && zip(parts, other.parts).allSatisfy { mine, theirs in
        if case .literal = mine { return mine == theirs }
        return mine.rank == theirs.rank
      }
  }
}
