import Foundation
import TestSupport
import Testing

/// The README is true: it names every key, metric and command there is.
@Suite struct DocumentationTests {
  private let readme: String

  init() throws {
    readme = try String(contentsOf: Fixtures.root.appending(path: "README.md"), encoding: .utf8)
  }

  /// Every key of a schema, those of inner objects too.
  private func keys(_ schema: JSONTree) -> [String] {
    let properties = schema["properties"]
    let inner = schema["anyOf"].list.flatMap { keys($0) }
    let ofElements = schema["items"].keys.isEmpty ? [] : keys(schema["items"])
    return inner + ofElements + properties.keys.flatMap { [$0] + keys(properties[$0]) }
  }

  @Test func `every config key and its choices`() async throws {
    let server = try ServerProcess()
    let schema = try await server.get("/api/v1/schema/job").json()
    let all = Set(keys(schema))
    #expect(all.isSuperset(of: ["dataset", "learning_rate", "error_scale", "signal_angle_every", "threads"]))
    for key in all { #expect(readme.contains(key), "config key \(key)") }
    for key in ["method", "dataset"] {
      // What has options is a name or an object.
      let property = schema["properties"][key]
      let names = (property["enum"].list + property["anyOf"][0]["enum"].list).compactMap(\.string)
      #expect(names.count >= 5, "\(key)")
      for name in names { #expect(readme.contains("| `\(name)` |"), "\(key) \(name)") }
    }
  }

  @Test func `every command and option`() throws {
    let commands = [
      ["serve"], ["run"], ["submit"], ["presets"], ["datasets", "list"], ["datasets", "fetch"], ["sql"],
      ["export"], ["import"], ["doctor"],
      ["bench", "tracking"], ["bench", "reading"],
    ]
    for command in commands {
      #expect(readme.contains("bearing \(command[0])"), "\(command)")
      let help = try CommandRun(command + ["--help"]).output
      for match in help.matches(of: /--[a-z-]+/) where !["--help", "--version"].contains(match.output) {
        #expect(readme.contains(match.output), "\(command) \(match.output)")
      }
    }
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
      #expect(readme.contains("`\(name)`"), "metric \(name)")
    }
  }
}
