import Foundation
import HTTPServer
import Testing
import TestSupport

/// Clients that take for ever, a byte at a time. Each is cut off, and everybody else is served meanwhile.
@Suite struct SlowClientTests {
  private static func server(_ configure: (inout Server.Configuration) -> Void) throws -> Server {
    try Server.test(
      configure: {
        $0.threads = 1
        configure(&$0)
      },
      handler: { request in
        request.path == "/large"
          ? .text(String(repeating: "a", count: 8 << 20)) : .text("\(request.body.count)")
      })
  }

  /// Sends `text` over and over, slowly, until the server has had enough.
  private static func trickle(_ text: String, on client: RawClient) {
    for _ in 0..<300 {
      if client.send(text) < text.utf8.count { return }
      usleep(50_000)
      if client.hasAnswer { return }
    }
  }

  private static func isTimeout(_ answer: RawClient.Message) -> Bool {
    answer.status == 408 && answer["Content-Type"] == "application/problem+json"
      && answer["Content-Security-Policy"] != nil && answer["Connection"] == "close"
  }

  @Test func `head that trickles in is 408`() throws {
    let server = try Self.server { $0.headTimeout = 1 }
    let client = try RawClient(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n")
    Self.trickle("X-A: b\r\n", on: client)
    #expect(Self.isTimeout(try client.response()))
    #expect(client.isClosed)
    #expect(try RawClient(port: server.port).ask("GET", "/").status == 200)
  }

  @Test func `request line that trickles in is 408`() throws {
    let server = try Self.server { $0.headTimeout = 1 }
    let client = try RawClient(port: server.port)
    // On a connection that has been used, too: what came before does not count.
    #expect(try client.ask("GET", "/").status == 200)
    client.send("GET /")
    Self.trickle("a", on: client)
    #expect(Self.isTimeout(try client.response()))
  }

  @Test func `body that trickles in is 408`() throws {
    let server = try Self.server { $0.requestTimeout = 1 }
    for framing in ["Content-Length: 100000", "Transfer-Encoding: chunked"] {
      let client = try RawClient(port: server.port)
      client.send("POST / HTTP/1.1\r\nHost: localhost\r\n\(framing)\r\n\r\n")
      Self.trickle(framing.hasSuffix("chunked") ? "1\r\na\r\n" : "a", on: client)
      #expect(Self.isTimeout(try client.response()), "\(framing)")
      #expect(client.isClosed)
    }
  }

  @Test func `refused body that trickles in is cut off too`() throws {
    let server = try Self.server {
      $0.requestTimeout = 1
      $0.bodyLimit = 10
    }
    let client = try RawClient(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
    Self.trickle("a", on: client)
    #expect(Self.isTimeout(try client.response()))
  }

  @Test func `connection that rests between requests is left alone`() throws {
    let server = try Self.server {
      $0.headTimeout = 1
      $0.requestTimeout = 1
      $0.answerTimeout = 1
    }
    let client = try RawClient(port: server.port)
    for _ in 0..<2 {
      #expect(try client.ask("POST", "/", body: "abc").text == "3")
      sleep(2)
    }
    #expect(try client.ask("GET", "/").text == "0")
  }

  @Test func `answer that is not read is given up`() throws {
    let server = try Self.server { $0.answerTimeout = 1 }
    let client = try RawClient(port: server.port, receiveBuffer: 4096)
    client.request("GET", "/large")
    #expect(try client.head().status == 200)
    sleep(3)
    #expect(client.rest().count < 8 << 20)
    #expect(try RawClient(port: server.port).ask("GET", "/").status == 200)
  }

  @Test func `too many who never ask keep nobody out for long`() throws {
    let server = try Self.server {
      $0.connectionLimit = 4
      $0.connectionsPerClient = 4
      $0.headTimeout = 1
    }
    let silent = try (0..<30).map { _ in try RawClient(port: server.port, from: "127.0.0.2") }
    for client in silent { client.send("GET / HT") }
    #expect(try eventually { try RawClient(port: server.port).ask("GET", "/").status == 200 })
  }
}

extension RawClient {
  /// Whether something can be read, or the end is there.
  fileprivate var hasAnswer: Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Foundation.poll(&poll, 1, 0) > 0
  }
}
