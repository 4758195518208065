import Foundation
import Testing
import TestSupport

/// What a real server answers to what it should not accept. It is still there afterwards.
@Suite struct BadRequestTests {
  private static let server = Result { try ServerProcess() }
  private let server: ServerProcess

  init() throws { server = try Self.server.get() }

  private func expectProblem(
    _ answer: HTTPAnswer, _ status: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(answer["Content-Type"] == "application/problem+json", sourceLocation: sourceLocation)
    let problem = try answer.json()
    #expect(problem["status"].integer == status, sourceLocation: sourceLocation)
    #expect(problem["title"].string?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(problem["detail"].string?.isEmpty == false, sourceLocation: sourceLocation)
  }

  @Test(arguments: ["", "{", "nonsense", "{\"a\":}", "\u{0}", String(repeating: "[", count: 100_000)])
  func `bad JSON`(text: String) async throws {
    let answer = try await server.post("/api/v1/jobs", text)
    try expectProblem(answer, 422)
    #expect(try answer.json()["errors"][0]["path"].string == "$")
  }

  @Test func `wrong types and unknown keys, all at once, each with its path and what was meant`() async throws
  {
    let answer = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"fashion-mnst","network":5,"method":"dkp","epochs":"two","optimizer":{"learning_rte":1}}"#)
    try expectProblem(answer, 422)
    let errors = try answer.json()["errors"].list
    #expect(
      Set(errors.compactMap { $0["path"].string })
        .isSuperset(of: ["$.dataset", "$.network", "$.epochs", "$.optimizer.learning_rte"]))
    #expect(errors.contains { $0["message"].string?.contains("did you mean \"fashion-mnist\"?") == true })
    #expect(errors.contains { $0["expected"].string == "learning_rate" })
    #expect(errors.allSatisfy { $0["message"].string?.isEmpty == false })
  }

  @Test func `a body above 1 MiB`() async throws {
    let body = Data(repeating: UInt8(ascii: " "), count: (1 << 20) + 1)
    let answer = try await server.send(
      "POST", "/api/v1/jobs", body: body, headers: ["Content-Type": "application/json"])
    try expectProblem(answer, 413)
  }

  @Test func `a body that is not called JSON`() async throws {
    let answer = try await server.send(
      "POST", "/api/v1/jobs", body: Data("{}".utf8), headers: ["Content-Type": "text/plain"])
    try expectProblem(answer, 415)
  }

  @Test(arguments: [
    ("GET", "/api/v1/nothing", 404), ("GET", "/api/v1/jobs/7", 404), ("GET", "/api/v1/jobs/x", 404),
    ("GET", "/api/v1/jobs/-1", 404), ("GET", "/api/v1/jobs/99999999999999999999", 404),
    ("GET", "/api/v1/runs/7", 404), ("GET", "/api/v1/presets/no/such", 404), ("PUT", "/api/v1/jobs", 405),
    ("DELETE", "/api/v1/health", 405), ("GET", "/api/v1/jobs?status=done", 400),
    ("GET", "/api/v1/jobs?limit=0", 400), ("GET", "/api/v1/jobs?after=x", 400),
    ("GET", "/api/v1/jobs?tag=x", 400),
    ("GET", "/api/v1/metrics", 400), ("GET", "/api/v1/metrics?runs=x", 400),
    ("GET", "/api/v1/metrics?runs=1&after=x", 400), ("GET", "/api/v1/metrics?runs=1&points=1", 400),
    ("GET", "/no-such-page.html", 404),
  ])
  func `what is not there or not understood`(method: String, path: String, status: Int) async throws {
    try expectProblem(try await server.send(method, path), status)
  }

  @Test(arguments: [
    "/../Package.swift", "/..%2fPackage.swift", "/%2e%2e/Package.swift", "/%2e%2e%2fPackage.swift",
    "/js/../../Package.swift", "/js/%2e%2e/%2e%2e/Package.swift", "/..\\Package.swift", "/..%5cPackage.swift",
    "//etc/passwd", "/%2fetc%2fpasswd", "/vendor/codemirror/../../../../etc/passwd",
    "/vendor/codemirror/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  ])
  func `no path leads out of the pages`(path: String) async throws {
    // Not through URLSession, which tidies paths up before they reach the server.
    let answer = try RawHTTP.send("GET", path, port: try #require(server.url.port))
    #expect(answer.status != 200)
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(!text.contains("swift-tools-version") && !text.contains("root:"))
  }

  @Test func `the pages are there, with their types and tags`() async throws {
    let page = try await server.get("/")
    #expect(page.status == 200)
    #expect(page["Content-Type"] == "text/html; charset=utf-8")
    #expect(page["Content-Security-Policy"]?.contains("default-src 'self'") == true)
    let tag = try #require(page["ETag"])
    #expect(try await server.get("/", headers: ["If-None-Match": tag]).status == 304)
    #expect(try await server.get("/js/main.js")["Content-Type"]?.contains("javascript") == true)
    #expect(try await server.get("/vendor/codemirror/lib/codemirror.js").status == 200)
  }

  @Test func `health, versions, presets and the schema`() async throws {
    #expect(try await server.get("/api/v1/health").json()["status"].string == "ok")
    #expect(
      Set(try await server.get("/api/v1/version").json().keys)
        .isSuperset(of: ["bearing", "swift", "onednn", "libmicrohttpd", "sqlite"]))
    let presets = try await server.get("/api/v1/presets").json()["presets"].list
    #expect(presets.contains { $0["name"].string == "fc5/mnist/fig2" })
    // Those that can be run come first.
    let available = presets.map { $0["available"].flag }
    #expect(available.contains(true) && available.contains(false))
    #expect(available.firstIndex(of: false).map { !available[$0...].contains(true) } == true)
    let preset = try await server.get("/api/v1/presets/fc5/mnist/fig2").json()
    #expect(preset["config"]["method"].string == "dkp")
    let schema = try await server.get("/api/v1/schema/job").json()
    #expect(schema["properties"]["batch_size"]["minimum"].integer == 1)
  }
}
