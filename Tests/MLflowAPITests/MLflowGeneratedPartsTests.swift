import Foundation
import HTTPServer
import Testing

@testable import MLflowAPI

/// The table of calls in `docs/mlflow.md`; `make docs` writes it anew.
struct MLflowGeneratedPartsTests {
  private static let (start, end) = ("<!-- mlflow calls -->\n", "<!-- end -->")

  @Test func `the page has every call, as the program has it`() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/mlflow.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let start = try #require(text.range(of: Self.start)).upperBound
    let end = try #require(text.range(of: Self.end, range: start..<text.endIndex)).lowerBound
    let table = try Self.table()
    if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
      try text.replacingCharacters(in: start..<end, with: table)
        .write(to: page, atomically: true, encoding: .utf8)
    } else {
      #expect(text[start..<end] == table, "make docs writes it anew")
    }
  }

  private static func table() throws -> String {
    let rows = try CallTests().calls.map { call in
      "| `\(call.method) \(call.path.replacing("...}", with: "}"))` | \(call.summary) |\n"
    }
    return "| call | what it does |\n| --- | --- |\n" + rows.joined()
  }
}
