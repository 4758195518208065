/// The path below which a proxy shows a server: `/bearing`, or nothing.
///
/// A proxy may take it off or pass it on: requests with and without it are answered alike. What an answer says about its
/// own place carries it.
package struct BasePath: Sendable, Equatable {
  /// With a slash in front and none at the end; empty for none.
  package let text: String
  let segments: [String]

  package static let none = BasePath(segments: [])

  private init(segments: [String]) {
    self.segments = segments
    text = segments.map { "/" + $0 }.joined()
  }

  /// Reads `/bearing` or `/tools/bearing/`; `/` and nothing stand for none.
  ///
  /// - Parameter taken: first segments that mean something else already.
  /// - Throws: ``BasePathError``, which says what would do.
  package init(_ text: String, taken: Set<String> = []) throws(BasePathError) {
    let bare = text.hasSuffix("/") ? String(text.dropLast()) : text
    guard !bare.isEmpty else {
      self = .none
      return
    }
    guard bare.hasPrefix("/") else {
      let isPath = !bare.contains(":") && !bare.contains("?") && !bare.contains("#")
      throw BasePathError(found: text, reason: "it must begin with /", nearest: isPath ? "/" + bare : nil)
    }
    let segments = bare.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !segments.contains("") else {
      let rest = segments.filter { !$0.isEmpty }
      throw BasePathError(
        found: text, reason: "it has an empty part between two slashes",
        nearest: rest.isEmpty ? nil : BasePath(segments: rest).text)
    }
    // A dot leads elsewhere, and whatever would have to be escaped could be written in several ways.
    let isPlain = segments.allSatisfy {
      $0 != "." && $0 != ".." && $0.wholeMatch(of: /[A-Za-z0-9._~-]+/) != nil
    }
    guard isPlain else {
      throw BasePathError(
        found: text, reason: "its parts may have letters, digits and . _ ~ - alone, no ? and no #",
        nearest: nil)
    }
    guard !taken.contains(segments[0]) else {
      throw BasePathError(
        found: text, reason: "/\(segments[0]) is a place of this server's own", nearest: "/bearing" + bare)
    }
    self.init(segments: segments)
  }

  /// Whether a request is for the base path itself, without the slash that its page's relative links need.
  func isAsked(bareBy request: Request) -> Bool { !segments.isEmpty && request.segments == segments }

  /// How many segments in front of a path are this.
  func count(in path: [String]) -> Int {
    path.count > segments.count && path.starts(with: segments) ? segments.count : 0
  }

  /// A place on this server as a client knows it.
  func place(_ path: String) -> String { path.hasPrefix("/") ? text + path : path }
}

/// Why a path cannot be a ``BasePath``.
package struct BasePathError: Error, Equatable, CustomStringConvertible {
  let found: String
  let reason: String
  /// What would do.
  let nearest: String?

  package var description: String {
    "a base path is one such as /bearing, not \"\(found)\": \(reason)" + (nearest.map { "; try \($0)" } ?? "")
  }
}
