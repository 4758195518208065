import Foundation
import TestSupport

/// The README, or a page of `docs`: Markdown with parts that are generated.
///
/// A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`, each on a line of its own.
struct DocumentationPage {
  /// From the package's root: `docs/cli.md`.
  let path: String
  private(set) var text: String

  init(_ path: String) throws {
    self.path = path
    text = try String(contentsOf: Fixtures.root.appending(path: path), encoding: .utf8)
  }

  /// The README and every page of `docs`.
  static func all() throws -> [DocumentationPage] {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Fixtures.root.appending(path: "docs").path
    ).filter { $0.hasSuffix(".md") }.sorted()
    return try (["README.md"] + names.map { "docs/\($0)" }).map(DocumentationPage.init)
  }

  func write() throws {
    try text.write(to: Fixtures.root.appending(path: path), atomically: true, encoding: .utf8)
  }

  // MARK: Generated parts

  /// Names of the generated parts, first to last.
  var parts: [String] {
    text.matches(of: /<!-- generated: ([a-z-]+) -->/).map { String($0.1) }
  }

  private func range(of part: String) -> Range<String.Index>? {
    guard let begin = text.range(of: "<!-- generated: \(part) -->\n"),
      let end = text.range(of: "<!-- end -->", range: begin.upperBound..<text.endIndex)
    else { return nil }
    return begin.upperBound..<end.lowerBound
  }

  /// What stands in a part; nil if the page has none of this name.
  func content(of part: String) -> String? { range(of: part).map { String(text[$0]) } }

  mutating func replace(_ part: String, with content: String) {
    if let range = range(of: part) { text.replaceSubrange(range, with: content) }
  }

  // MARK: What is in it

  /// The text without what stands in fences.
  private var prose: String { text.replacing(/```(?s).*?```/, with: "") }

  /// What `#…` of a link may name here, as GitHub makes it of the headings.
  var anchors: Set<String> {
    Set(
      prose.matches(of: /(?m)^#+ (.+)$/).map { heading in
        String(
          heading.1.lowercased().compactMap { character in
            if character == " " { return "-" }
            return character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
          })
      })
  }

  /// Targets of the links that lead to a file of this package or to a heading.
  var links: [String] {
    prose.matches(of: /\]\(([^()\s]+)\)/).map { String($0.1) }.filter { !$0.contains("://") }
  }

  /// What stands in the fences of one language.
  func blocks(_ language: String) -> [String] {
    text.matches(of: /```([a-z]+)\n((?s).*?)```/).filter { $0.1 == language }.map { String($0.2) }
  }

  /// Code in a line of text, and every line of shell without its comment; a line that ends in `\` goes on.
  var commands: [String] {
    let spans = prose.matches(of: /`([^`\n]+)`/).map { String($0.1) }
    let lines = blocks("sh").flatMap {
      $0.replacing("\\\n", with: " ").split(separator: "\n").map {
        String($0.prefix { $0 != "#" }).trimmingCharacters(in: .whitespaces)
      }
    }
    return spans + lines
  }
}
