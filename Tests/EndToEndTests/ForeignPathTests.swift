import Foundation
import Testing
import TestSupport

/// No path that a client names is ever opened.
@Suite struct ForeignPathTests {
  private static let server = Result { try ServerProcess() }
  private let server: ServerProcess
  private let port: Int

  init() throws {
    server = try Self.server.get()
    port = try #require(server.url.port)
  }

  private func job(_ changes: String) async throws -> HTTPAnswer {
    try await server.post(
      "/api/v1/jobs", #"{"network":{"name":"fc5","width":16},"method":"dkp","epochs":1,\#(changes)}"#)
  }

  @Test(arguments: [
    "/etc/passwd", "../../../etc", "..", ".", "/", "mnist/../../etc", "~root",
    "/usr/share/datasets/fashion-mnist",
    "fashion-mnist/", "./fashion-mnist", "fashion-mnist\\u0000", ".ssh", "a/b", "%2e%2e%2fetc", "",
  ])
  func `a dataset is a name and no path`(name: String) async throws {
    let answer = try await job(#""dataset":"\#(name)""#)
    #expect(answer.status == 422, "\(answer.text)")
    #expect(try answer.json()["errors"].list.contains { $0["path"].string == "$.dataset" }, "\(answer.text)")
  }

  @Test func `initial weights cannot be named, whether the file is there or not`() async throws {
    var texts: Set<String> = []
    for path in ["/etc/passwd", "/no/such/file", "w.safetensors"] {
      for place in [#""initial_weights":"\#(path)""#, #""initial_weights":"\#(path)","trials":2"#] {
        let answer = try await job(#""dataset":"fashion-mnist",\#(place)"#)
        #expect(answer.status == 422)
        let errors = try answer.json()["errors"].list.filter { $0["path"].string == "$.initial_weights" }
        #expect(errors.count == 1)
        texts.insert(errors.first?["message"].string?.replacing(path, with: "") ?? "")
      }
    }
    // The answer does not tell which files there are.
    #expect(texts.count == 1, "\(texts)")
    let preset = try await server.post(
      "/api/v1/jobs",
      #"{"preset":"fc5/mnist/fig2","overrides":{"initial_weights":"/etc/passwd","dataset":"fashion-mnist"}}"#)
    #expect(preset.status == 422)
  }

  @Test(arguments: [
    "/api/v1/runs/..%2f..%2fetc/checkpoint", "/api/v1/runs/%2fetc%2fpasswd/checkpoint",
    "/api/v1/runs/1%00/checkpoint", "/api/v1/runs/../checkpoint", "/api/v1/runs/+1/checkpoint",
    "/api/v1/runs/1e0/checkpoint", "/api/v1/runs/-1/checkpoint", "/api/v1/runs/0/checkpoint",
    "/api/v1/presets/..%2f..%2fPackage.swift", "/api/v1/presets/../../Package.swift",
    "/api/v1/jobs/..%2fx", "/api/v1/runs/9223372036854775808/checkpoint",
  ])
  func `an id is a number and no path`(path: String) throws {
    let answer = try RawHTTP.send("GET", path, port: port)
    #expect([400, 404].contains(answer.status), "\(path)")
    #expect(!String(decoding: answer.body, as: UTF8.self).contains("swift-tools-version"))
  }

  @Test func `links do not lead out of the pages, nor do hidden files, pipes and devices`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pages-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let pages = folder.appending(path: "pages")
    try FileManager.default.createDirectory(
      at: pages.appending(path: ".git"), withIntermediateDirectories: true)
    for name in ["index.html", ".hidden", ".git/config"] {
      try Data("inside".utf8).write(to: pages.appending(path: name))
    }
    try Data("outside".utf8).write(to: folder.appending(path: "secret.txt"))
    for (name, target) in [
      ("link.txt", "../secret.txt"), ("etc", "/etc"), ("folder", ".."), ("null", "/dev/zero"),
      ("own.html", "index.html"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: pages.appending(path: name).path, withDestinationPath: target)
    }
    mkfifo(pages.appending(path: "pipe").path, 0o600)
    let server = try ServerProcess(arguments: ["--web-root", pages.path])
    let port = try #require(server.url.port)
    for path in [
      "/link.txt", "/etc/passwd", "/folder/secret.txt", "/folder/pages/../secret.txt", "/null", "/pipe",
      "/.hidden",
      "/.git/config", "/%2egit/config", "/pages", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
      "/index.html%00.txt", "/index.html/", "/etc%2fpasswd",
    ] {
      let answer = try RawHTTP.send("GET", path, port: port)
      #expect([400, 404].contains(answer.status), "\(path)")
      let text = String(decoding: answer.body, as: UTF8.self)
      #expect(!text.contains("outside") && !text.contains("root:"), "\(path)")
    }
    for path in ["/", "/index.html", "/own.html", "/%69ndex.html"] {
      #expect(try RawHTTP.send("GET", path, port: port).status == 200, "\(path)")
    }
  }
}
