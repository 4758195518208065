import Foundation
import Testing
import TestSupport

/// What a page of another site can make a browser send to a server on this machine.
@Suite struct ForeignPageTests {
  private static let server = Result { try ServerProcess() }
  private let server: ServerProcess
  private let port: Int

  init() throws {
    server = try Self.server.get()
    port = try #require(server.url.port)
  }

  private static let job =
    #"{"dataset":"fashion-mnist","network":"fc5","method":"dkp","epochs":1,"name":"from another page"}"#

  private func exchange(_ first: String, _ headers: [String], body: String = "") throws -> HTTPAnswer {
    let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
    let text =
      ([first] + headers + length + ["Connection: close"]).joined(separator: "\r\n") + "\r\n\r\n" + body
    return try RawHTTP.exchange(Array(text.utf8), port: port)
  }

  @Test func `a name that was pointed at this machine reads nothing`() throws {
    for host in ["evil.example", "evil.example:\(port)", "127.0.0.1.evil.example", "localhost.evil.example"] {
      for path in ["/", "/api/v1/jobs", "/api/v1/health", "/js/main.js", "/api/v1/metrics.csv?runs=1"] {
        #expect(try exchange("GET \(path) HTTP/1.1", ["Host: \(host)"]).status == 421, "\(host) \(path)")
      }
    }
    // The same by a proxy's form of target, whichever of the two names is foreign.
    let own = "127.0.0.1:\(port)"
    #expect(try exchange("GET http://evil.example/api/v1/jobs HTTP/1.1", ["Host: \(own)"]).status == 421)
    #expect(try exchange("GET http://\(own)/api/v1/jobs HTTP/1.1", ["Host: evil.example"]).status == 421)
    #expect(try exchange("GET http://\(own)/api/v1/jobs HTTP/1.1", ["Host: \(own)"]).status == 200)
    #expect(try exchange("GET /api/v1/jobs HTTP/1.1", []).status == 400)
    #expect(try exchange("GET /api/v1/jobs HTTP/1.1", ["Host: \(own)", "Host: evil.example"]).status == 400)
  }

  @Test func `a form or a script of another page changes nothing`() async throws {
    let own = "Host: 127.0.0.1:\(port)"
    let json = "Content-Type: application/json"
    for (headers, status) in [
      ([own, "Content-Type: text/plain", "Origin: http://evil.example"], 403),
      ([own, "Content-Type: text/plain"], 415),
      ([own, "Content-Type: application/x-www-form-urlencoded"], 415),
      ([own, json, "Origin: http://evil.example"], 403), ([own, json, "Origin: null"], 403),
      ([own, json, "Origin: http://127.0.0.1:\(port).evil.example"], 403),
      ([own, json, "Origin: http://localhost:\(port)"], 403), ([own], 415),
      (["Host: evil.example", json, "Origin: http://evil.example"], 421),
    ] {
      let answer = try exchange("POST /api/v1/jobs HTTP/1.1", headers, body: Self.job)
      #expect(answer.status == status, "\(headers)")
    }
    for origin in ["null", "http://evil.example"] {
      let answer = try exchange("POST /api/v1/jobs/1/cancel HTTP/1.1", [own, "Origin: \(origin)"])
      #expect(answer.status == 403)
    }
    // What a browser asks before it sends such a request: nothing in the answer allows it.
    let preflight = try exchange(
      "OPTIONS /api/v1/jobs HTTP/1.1",
      [own, "Origin: http://evil.example", "Access-Control-Request-Method: POST"])
    #expect(!preflight.headers.keys.contains { $0.lowercased().hasPrefix("access-control") })
    #expect(try await server.get("/api/v1/jobs").json()["jobs"].list.isEmpty)
  }

  @Test func `every answer carries the headers that keep a browser careful`() throws {
    let own = "Host: 127.0.0.1:\(port)"
    let page = try exchange("GET / HTTP/1.1", [own])
    let tag = try #require(page["ETag"])
    let answers = [
      page, try exchange("GET / HTTP/1.1", [own, "If-None-Match: \(tag)"]),
      try exchange("GET /js/main.js HTTP/1.1", [own]),
      try exchange("GET /vendor/codemirror/lib/codemirror.css HTTP/1.1", [own]),
      try exchange("GET /api/v1/jobs HTTP/1.1", [own]),
      try exchange("GET /api/v1/metrics.csv?runs=1 HTTP/1.1", [own]),
      try exchange("GET /api/v1/metrics/prometheus HTTP/1.1", [own]),
      try exchange("GET /none HTTP/1.1", [own]),
      try exchange("PUT /api/v1/jobs HTTP/1.1", [own]),
      try exchange("GET /api/v1/jobs HTTP/1.1", ["Host: evil"]),
      try exchange("GET /api/v1/jobs HTTP/1.1", []), try exchange("GET /%zz HTTP/1.1", [own]),
      try exchange("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1", [own]),
      try exchange("OPTIONS * HTTP/1.1", [own]), try exchange("HEAD /js HTTP/1.1", [own]),
      try exchange("POST /api/v1/jobs HTTP/1.1", [own, "Content-Type: application/json"], body: "{"),
    ]
    let statuses = Set(answers.map(\.status))
    #expect(statuses.isSuperset(of: [200, 204, 304, 400, 404, 405, 414, 421, 422]), "\(statuses)")
    for answer in answers {
      let policy = try #require(answer["Content-Security-Policy"], "\(answer.status)")
      #expect(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"))
      #expect(!policy.contains("unsafe-eval") && !policy.contains("script-src"))
      #expect(answer["X-Content-Type-Options"] == "nosniff")
      #expect(answer["X-Frame-Options"] == "DENY")
      #expect(answer["Referrer-Policy"] == "same-origin")
      #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin")
      #expect(answer["Cross-Origin-Opener-Policy"] == "same-origin")
      #expect(answer["Cache-Control"] == "no-store" || answer["Cache-Control"] == "no-cache")
    }
  }
}
