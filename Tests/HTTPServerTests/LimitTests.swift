import Foundation
import HTTPServer
import Testing
import TestSupport

/// Each limit's own answer, seen by a client on a real socket, and that the server goes on after it.
@Suite struct LimitTests {
  private static let size: Handler = { request in .text("\(request.body.count)") }

  private static func server(
    threads: Int = 2, _ configure: @escaping (inout Server.Configuration) -> Void = { _ in }
  ) throws -> Server {
    try Server.test(
      configure: {
        $0.threads = threads
        configure(&$0)
      }, handler: size)
  }

  private static func isProblem(_ answer: RawClient.Message, _ status: Int) -> Bool {
    answer.status == status && answer["Content-Type"] == "application/problem+json"
      && answer["Content-Security-Policy"] != nil && answer.text.contains("\"status\":\(status)")
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
  func `body of exactly the limit passes and one more is 413`(method: String) throws {
    let server = try Self.server { $0.bodyLimit = 1000 }
    let client = try RawClient(port: server.port)
    #expect(try client.ask(method, "/", body: String(repeating: "a", count: 1000)).text == "1000")
    #expect(Self.isProblem(try client.ask(method, "/", body: String(repeating: "a", count: 1001)), 413))
    // The body was read to its end, so the connection is still in step.
    #expect(try client.ask("GET", "/").text == "0")
  }

  @Test func `a route may have a limit of its own`() throws {
    var router = Router(fallback: Route(Self.size))
    router.on(.post, "/runs/{id}/metrics", Route(bodyLimit: 3000, Self.size))
    router.on(.post, "/small", Route(bodyLimit: 10, Self.size))
    router.on(.post, "/small/{name}", Route(Self.size))
    let server = try Server.test(configure: { $0.bodyLimit = 1000 }, router: router)
    let client = try RawClient(port: server.port)
    for (path, limit) in [
      ("/runs/7/metrics", 3000), ("/runs/7/metrics?x=1", 3000), ("/runs/7", 1000), ("/runs//metrics", 1000),
      ("/small", 10), ("/small/x", 1000),
    ] {
      let body = String(repeating: "a", count: limit)
      #expect(try client.ask("POST", path, body: body).text == "\(limit)", "\(path)")
      let answer = try client.ask("POST", path, body: body + "a")
      #expect(Self.isProblem(answer, 413), "\(path)")
      #expect(answer.text.contains("\(limit)"))
    }
  }

  @Test func `default limit is one mebibyte`() throws {
    let server = try Self.server()
    let client = try RawClient(port: server.port)
    #expect(try client.ask("POST", "/", body: String(repeating: "a", count: 1 << 20)).text == "1048576")
    let answer = try client.ask("POST", "/", body: String(repeating: "a", count: 1 << 20 + 1))
    #expect(Self.isProblem(answer, 413))
  }

  @Test func `chunked body over the limit is 413`() throws {
    let server = try Self.server { $0.bodyLimit = 1000 }
    let client = try RawClient(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in 0..<20 { client.send("1000\r\n" + String(repeating: "a", count: 0x1000) + "\r\n") }
    client.send("0\r\n\r\n")
    #expect(Self.isProblem(try client.response(), 413))
    #expect(try client.ask("GET", "/").text == "0")
  }

  @Test func `endless chunked body is cut off`() throws {
    let server = try Self.server {
      $0.bodyLimit = 1000
      $0.discardLimit = 100_000
    }
    let client = try RawClient(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    let chunk = Array(("10000\r\n" + String(repeating: "a", count: 0x10000) + "\r\n").utf8)
    // 200 times the discard limit: the connection breaks long before.
    let sent = (0..<320).reduce(0) { sum, _ in sum + client.send(chunk) }
    #expect(sent < 320 * chunk.count)
    #expect(try RawClient(port: server.port).ask("GET", "/").text == "0")
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
  func `huge declared body is refused unread`(method: String) throws {
    let server = try Self.server()
    let client = try RawClient(port: server.port)
    client.send("\(method) / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n")
    let answer = try client.response()
    #expect(Self.isProblem(answer, 413))
    #expect(answer["Connection"]?.lowercased() == "close")
    // What follows is body and must not be taken for a request.
    client.send("GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(client.rest().isEmpty)
  }

  @Test func `client that asks first is told at once`() throws {
    let server = try Self.server { $0.bodyLimit = 1000 }
    let client = try RawClient(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n")
    #expect(try client.head().status == 413)
  }

  @Test func `long target is 414`() throws {
    let server = try Self.server()
    let client = try RawClient(port: server.port)
    let target = "/" + String(repeating: "a", count: 8191)
    #expect(try client.ask("GET", target).status == 200)
    #expect(Self.isProblem(try client.ask("GET", target + "a"), 414))
    #expect(Self.isProblem(try client.ask("GET", "/?q=" + String(repeating: "a", count: 8190)), 414))
    #expect(try client.ask("GET", "/").status == 200)
  }

  @Test func `target beyond all memory is 414`() throws {
    let server = try Self.server()
    let client = try RawClient(port: server.port)
    client.request("GET", "/" + String(repeating: "a", count: 200_000))
    #expect(try client.response().status == 414)
  }

  @Test func `many headers are 431`() throws {
    let server = try Self.server()
    let client = try RawClient(port: server.port)
    let fields = (0..<20).map { "X-\($0): " + String(repeating: "a", count: 1000) }
    #expect(try client.ask("GET", "/", headers: Array(fields.prefix(15))).status == 200)
    #expect(Self.isProblem(try client.ask("GET", "/", headers: fields), 431))
    #expect(try client.ask("GET", "/").status == 200)
  }

  @Test func `headers beyond all memory are 431`() throws {
    let server = try Self.server()
    let client = try RawClient(port: server.port)
    client.request("GET", "/", headers: ["X-Long: " + String(repeating: "a", count: 200_000)])
    #expect(try client.response().status == 431)
  }

  @Test func `one connection too many is 503`() throws {
    let server = try Self.server { $0.connectionLimit = 3 }
    var clients = try (0..<3).map { _ in try RawClient(port: server.port) }
    for client in clients { #expect(try client.ask("GET", "/").status == 200) }
    let late = try RawClient(port: server.port)
    let answer = try late.ask("GET", "/")
    #expect(Self.isProblem(answer, 503))
    #expect(answer["Retry-After"] == "1")
    #expect(late.isClosed)
    // Those that were there first are not disturbed, and a place that becomes free is given away.
    #expect(try clients[0].ask("GET", "/").status == 200)
    clients.removeAll()
    #expect(try eventually { try RawClient(port: server.port).ask("GET", "/").status == 200 })
  }

  @Test func `idle connection is closed`() throws {
    let server = try Self.server { $0.idleTimeout = 1 }
    let client = try RawClient(port: server.port)
    #expect(try client.ask("GET", "/").status == 200)
    #expect(client.isClosed)
    let half = try RawClient(port: server.port)
    half.send("GET / HTTP/1.1\r\nHost: loc")
    // It may be told why before.
    let deadline = Date.now + 10
    _ = half.rest()
    #expect(Date.now < deadline)
  }

  @Test(arguments: [
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\nabc", 413),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    ("GET / HTTP/1.1\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /%c3%28 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /?a=%f HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET / HTTP/9.1\r\nHost: a\r\n\r\n", 505),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n\r\n", 400),
  ])
  func `malformed request is refused`(request: String, status: Int) throws {
    let server = try Self.server()
    let client = try RawClient(port: server.port)
    client.send(request)
    #expect(try client.response().status == status)
    #expect(try RawClient(port: server.port).ask("GET", "/").status == 200)
  }

  @Test func `bytes that are no HTTP do no harm`() throws {
    let server = try Self.server { $0.idleTimeout = 1 }
    for bytes: [UInt8] in [
      [0], [0x16, 0x03, 0x01, 0x02, 0x00, 0x01], Array("\r\n\r\n\r\n".utf8), Array("GET\r\n\r\n".utf8),
      Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), Array("GET /\u{0}x HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
      Array("GET /".utf8) + [0xFF, 0xFE] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
      [UInt8](repeating: 0xAA, count: 100_000),
    ] {
      let client = try RawClient(port: server.port)
      client.send(bytes)
      _ = client.rest()
    }
    #expect(try RawClient(port: server.port).ask("GET", "/").status == 200)
  }
}
