import Foundation
import Testing
import TestSupport

/// The README and the pages of `docs` are true: their links, commands and examples work.
@Suite struct DocumentationTests {
  private let pages: [DocumentationPage]

  init() throws { pages = try DocumentationPage.all() }

  @Test func `the README has 120 lines at most, and leads to every page`() throws {
    let readme = try #require(pages.first)
    #expect(readme.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= 120)
    #expect(pages.count == 15)
    for page in pages.dropFirst() { #expect(readme.links.contains(page.path), "\(page.path)") }
  }

  @Test func `every link leads to a file, and to a heading that is there`() throws {
    var count = 0
    for page in pages {
      for link in page.links {
        count += 1
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
          String.init)
        let folder = (page.path as NSString).deletingLastPathComponent
        let target =
          parts[0].isEmpty
          ? page.path : ((folder as NSString).appendingPathComponent(parts[0]) as NSString).standardizingPath
        let path = Self.normal(target)
        #expect(
          FileManager.default.fileExists(atPath: Fixtures.root.appending(path: path).path),
          "\(page.path): \(link)")
        if parts.count == 2 {
          let anchors = pages.first { $0.path == path }?.anchors ?? []
          #expect(anchors.contains(parts[1]), "\(page.path): \(link)")
        }
      }
    }
    #expect(count > 40)
  }

  /// `docs/../README.md` as `README.md`.
  private static func normal(_ path: String) -> String {
    path.split(separator: "/").reduce(into: [Substring]()) { parts, part in
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }.joined(separator: "/")
  }

  @Test func `every command there is, with options that it has, and presets that there are`() async throws {
    let commands = try CommandTables().commands
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let presets = Set(
      try await server.get("/api/v1/presets").json()["presets"].list.compactMap { $0["name"].string })
    var count = 0
    for page in pages {
      for line in page.commands where line.hasPrefix("bearing ") {
        let words = line.split(separator: " ").dropFirst().map(String.init)
        let command = commands.last { words.starts(with: $0.words) }
        guard let command else {
          Issue.record("\(page.path): no such command: \(line)")
          continue
        }
        count += 1
        // A command whose other half may be left out has the options of the half that it then is.
        let all = commands.filter { $0.words.starts(with: command.words) }.flatMap(\.options)
        for option in words where option.wholeMatch(of: /--[a-z][a-z-]*/) != nil {
          #expect(all.contains(option), "\(page.path): \(option) in \(line)")
        }
        if ["run", "submit"].contains(command.words[0]), let name = words.dropFirst().first,
          name.wholeMatch(of: /[a-z0-9-]+(\/[a-z0-9-]+)+/) != nil
        {
          #expect(presets.contains(name), "\(page.path): \(line)")
        }
      }
    }
    #expect(count > 20)
  }

  /// Each `curl … -d '…'` is sent as it stands, and each JSON block that is a config or a list of blocks.
  @Test func `every body and config is taken`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    var count = 0
    for page in pages {
      for block in page.blocks("sh") {
        for call in block.matches(of: /http:\/\/127\.0\.0\.1:8080(\S+)[^\n]*-d '([^']*)'/) {
          let answer = try await server.post(String(call.1), String(call.2))
          #expect((200..<300).contains(answer.status), "\(page.path): \(call.0)\n\(answer.text)")
          count += 1
        }
      }
      for block in page.blocks("json") {
        let json = try JSONTree(Data(block.utf8))
        let config =
          json["blocks"].exists
          ? #"{"dataset":"fashion-mnist","network":\#(json.text),"method":"dfa","epochs":1}"#
          : json["dataset"].exists ? json.text : nil
        guard let config else { continue }
        let answer = try await server.post("/api/v1/jobs", config)
        #expect(answer.status == 201, "\(page.path): \(block)\n\(answer.text)")
        count += 1
      }
    }
    #expect(count >= 4)
  }

  private func page(_ name: String) throws -> String {
    try #require(pages.first { $0.path == "docs/\(name).md" }).text
  }

  @Test func `every dataset`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let schema = try await server.get("/api/v1/schema/job").json()
    let datasets = schema["properties"]["dataset"]["enum"].list.compactMap(\.string)
    #expect(datasets.contains("tiny-imagenet"))
    for name in datasets { #expect(try page("configs").contains("| `\(name)` |"), "dataset \(name)") }
  }

  @Test func `every metric that a run records`() async throws {
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let posted = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dkp","epochs":1,"batch_size":50}"#)
    #expect(posted.status == 201)
    try await server.wait(for: "the run") {
      try await server.get("/api/v1/runs/1").json()["status"].string == "succeeded" ? true : nil
    }
    let series = try await server.get("/api/v1/metrics?runs=1").json()["series"].list
    #expect(series.count == 17)
    for name in Set(series.compactMap { $0["name"].string }) {
      #expect(try page("metrics").contains("| `\(name)` |"), "metric \(name)")
    }
  }
}
