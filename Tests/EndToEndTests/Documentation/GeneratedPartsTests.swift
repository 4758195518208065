import Foundation
import Testing
import TestSupport

/// What the pages say of keys, commands, calls and columns is what the program says of itself. `make docs` runs this
/// suite with `UPDATE_DOCS=1`, and then it writes instead of comparing.
@Suite struct GeneratedPartsTests {
  /// Every generated part, by name, made anew by a real server and the real command.
  private static func parts() async throws -> [String: String] {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let config = ConfigTables(try await server.get("/api/v1/schema/job").json())
    let calls = CallTables(try await server.get("/openapi.json").json())
    let columns = try ColumnTables(server.data.appending(path: "bearing.sqlite"))
    let measures = try await server.get("/api/v1/metrics/catalogue").json()
    return [
      "config-keys": config.keys,
      "config-options": config.options,
      "methods": config.methods,
      "metrics": MeasureTable.text(measures),
      "commands": try CommandTables().text,
      "calls": calls.text,
      "query-parameters": calls.parameters,
      "views": columns.views,
      "tables": columns.tables,
    ]
  }

  @Test func `every generated part is what the program says now`() async throws {
    let parts = try await Self.parts()
    let update = ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1"
    var placed: [String] = []
    for var page in try DocumentationPage.all() {
      for name in page.parts {
        placed.append(name)
        guard let found = page.content(of: name), let made = parts[name] else {
          Issue.record("\(page.path): nothing generates \"\(name)\", or its <!-- end --> is missing")
          continue
        }
        if update {
          page.replace(name, with: made)
        } else if found != made {
          Issue.record("\(page.path), \(name): run make docs\n\(Self.difference(from: found, to: made))")
        }
      }
      if update { try page.write() }
    }
    #expect(placed.sorted() == parts.keys.sorted(), "each part stands once on some page")
    #expect(parts.values.allSatisfy { $0.count { $0 == "\n" } > 3 }, "none is empty")
  }

  /// The lines that differ, at most forty.
  private static func difference(from old: String, to new: String) -> String {
    let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
    let changes = lines(new).difference(from: lines(old)).map { change in
      switch change {
      case .remove(_, let line, _): "- \(line)"
      case .insert(_, let line, _): "+ \(line)"
      }
    }
    return changes.prefix(40).joined(separator: "\n")
  }
}
