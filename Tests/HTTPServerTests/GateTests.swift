import Foundation
import HTTPServer
import Testing

/// The checks that keep other sites' pages out, through a socket.
@Suite struct GateTests {
  private let server: Server

  init() throws {
    var router = Router()
    router.get("/x") { _ in .text("read") }
    for method in [Method.post, .put, .patch, .delete] {
      router.on(method, "/x") { _ in .text("changed") }
    }
    server = try Server.test(
      configure: { $0.gates = [HostCheck.loopback, OriginCheck(), JSONCheck()] }, router: router)
  }

  /// Sends exactly these header lines and no others.
  private func ask(_ method: String, _ headers: [String], body: String = "") throws -> RawClient.Message {
    let client = try RawClient(port: server.port)
    let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
    client.send((["\(method) /x HTTP/1.1"] + headers + length).joined(separator: "\r\n") + "\r\n\r\n" + body)
    return try client.response()
  }

  @Test(arguments: [
    ("localhost", 200), ("localhost:8080", 200), ("LocalHost:1", 200), ("127.0.0.1", 200),
    ("127.0.0.1:8080", 200), ("[::1]", 200), ("[::1]:8080", 200), ("evil.example", 421),
    ("evil.example:8080", 421), ("localhost.evil.example", 421), ("127.0.0.1.evil.example:80", 421),
    ("localhost:80.evil.example", 421), ("localhost@evil.example", 421), ("::1", 421), ("127.0.0.2", 421),
    ("0.0.0.0", 421), ("", 421), ("evil.example localhost", 421), ("localhost:8080:8080", 421),
  ])
  func `host must be ours`(host: String, status: Int) throws {
    #expect(try ask("GET", ["Host: \(host)"]).status == status)
  }

  @Test func `older client needs no host`() throws {
    let client = try RawClient(port: server.port)
    client.send("GET /x HTTP/1.0\r\n\r\n")
    #expect(try client.response().status == 200)
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
  func `origin must be ours to change anything`(method: String) throws {
    for (origin, status) in [
      ("http://localhost:8080", 200), ("https://localhost:8080", 200), ("HTTP://LOCALHOST:8080", 200),
      ("http://localhost", 403), ("http://localhost:8081", 403), ("http://evil.example", 403), ("null", 403),
      ("", 403), ("http://localhost:8080.evil.example", 403), ("ftp://localhost:8080", 403),
      ("http://localhost:8080/", 403),
    ] {
      let answer = try ask(method, ["Host: localhost:8080", "Origin: \(origin)"])
      #expect(answer.status == status, "\(origin)")
    }
    #expect(try ask(method, ["Host: localhost:8080"]).status == 200)
  }

  @Test func `origin does not matter for reading`() throws {
    #expect(try ask("GET", ["Host: localhost", "Origin: http://evil.example"]).text == "read")
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
  func `body must be JSON to change anything`(method: String) throws {
    for (type, status) in [
      ("application/json", 200), ("application/json; charset=utf-8", 200), ("Application/JSON", 200),
      ("application/json ;charset=utf-8", 200), ("text/plain", 415),
      ("application/x-www-form-urlencoded", 415),
      ("multipart/form-data; boundary=x", 415), ("application/jsonp", 415),
      ("text/plain; application/json", 415),
      ("", 415), ("application/json, text/plain", 415),
    ] {
      let answer = try ask(method, ["Host: localhost", "Content-Type: \(type)"], body: "{}")
      #expect(answer.status == status, "\(type)")
    }
    #expect(try ask(method, ["Host: localhost"], body: "{}").status == 415)
    #expect(try ask(method, ["Host: localhost"]).status == 200)
    #expect(try ask(method, ["Host: localhost", "Content-Type: text/plain"]).status == 200)
  }

  @Test func `every answer carries the security headers`() throws {
    for answer in [
      try ask("GET", ["Host: localhost"]), try ask("BREW", ["Host: localhost"]),
      try ask("GET", ["Host: evil.example"]), try ask("GET", []),
    ] {
      let policy = try #require(answer["Content-Security-Policy"])
      #expect(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"))
      #expect(answer["X-Content-Type-Options"] == "nosniff")
      #expect(answer["X-Frame-Options"] == "DENY")
      #expect(answer["Referrer-Policy"] == "same-origin")
    }
  }

  @Test func `a body that is announced must be JSON before it is read`() throws {
    let chunked = ["Host: localhost", "Content-Type: text/plain", "Transfer-Encoding: chunked"]
    let client = try RawClient(port: server.port)
    client.send((["POST /x HTTP/1.1"] + chunked).joined(separator: "\r\n") + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    #expect(try client.response().status == 415)
    // Who waits to be told is told before a byte of the body has come.
    let patient = try RawClient(port: server.port)
    patient.send(
      "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
        + "Expect: 100-continue\r\n\r\n")
    #expect(try patient.head().status == 415)
  }

  @Test func `the first gate that refuses answers`() throws {
    struct Closed: Gate {
      let word: String
      func admit(_ request: Request) throws(Problem) {
        if request.query.list("closed").contains(word) { throw Problem(status: 403, detail: word) }
      }
    }
    let server = try Server.test(
      configure: { $0.gates = [Closed(word: "a"), Closed(word: "b")] }, handler: { _ in .text("in") })
    let client = try RawClient(port: server.port)
    #expect(try client.ask("GET", "/").text == "in")
    for (closed, answer) in [("a,b", "a"), ("b,a", "a"), ("b", "b")] {
      #expect(try client.ask("GET", "/?closed=\(closed)").text.contains("\"detail\":\"\(answer)\""))
    }
  }
}
