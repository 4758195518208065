import Foundation
import HTTPServer
import Synchronization
import Testing
import TestSupport

/// That one client, or one kind of call, cannot take everything.
@Suite struct FairnessTests {
  /// `/quick` answers at once, any other path waits until it is let go.
  private final class Door: Sendable {
    let entered = Atomic(0)
    private let isOpen = Mutex(false)

    func pass() {
      entered.add(1, ordering: .relaxed)
      while !isOpen.withLock({ $0 }) { usleep(5_000) }
    }

    func open() { isOpen.withLock { $0 = true } }
  }

  private static func server(
    _ door: Door, threads: Int = 1, _ configure: (inout Server.Configuration) -> Void = { _ in }
  ) throws -> Server {
    let handler: Handler = { request in
      if request.segments.first != "quick", request.segments.last != "go" { door.pass() }
      return .text(request.path)
    }
    var router = Router(fallback: Route(pace: .reading, handler))
    for (name, pace) in [("quick", Pace.immediate), ("slow", .slow), ("write", .writing)] {
      for method in [Method.get, .post] { router.on(method, Pattern("/\(name)"), Route(pace: pace, handler)) }
      router.on(.get, Pattern("/\(name)/{rest...}"), Route(pace: pace, handler))
    }
    return try Server.test(
      configure: {
        $0.threads = threads
        $0.handlerThreads = [.reading: 1, .writing: 1, .bulk: 1, .slow: 2]
        configure(&$0)
      }, router: router)
  }

  @Test func `slow handlers lock out nobody else`() throws {
    let door = Door()
    let server = try Self.server(door)
    let slow = try (0..<20).map { _ in try RawClient(port: server.port) }
    for client in slow { client.request("GET", "/slow") }
    #expect(eventually { door.entered.load(ordering: .relaxed) == 2 })
    // All on the one thread that also holds the twenty.
    let client = try RawClient(port: server.port)
    for path in ["/quick", "/read/go", "/write/go"] {
      #expect(try client.ask("GET", path).text == path)
    }
    door.open()
    for client in slow { #expect(try client.response().text == "/slow") }
  }

  @Test func `too many slow calls of one client are 429 and others have their turn`() throws {
    let door = Door()
    let server = try Self.server(door) { $0.slowCallsPerClient = 3 }
    let first = try (0..<3).map { _ in try RawClient(port: server.port) }
    for client in first { client.request("GET", "/slow") }
    #expect(eventually { door.entered.load(ordering: .relaxed) == 2 })
    let late = try RawClient(port: server.port)
    // The third may still be on its way in.
    #expect(try eventually { try late.ask("GET", "/slow/go").status == 429 })
    let answer = try late.ask("GET", "/slow/go")
    #expect(answer["Retry-After"] == "1")
    #expect(answer["Content-Type"] == "application/problem+json")
    // Calls of other kinds are not counted, and the connection goes on.
    #expect(try late.ask("GET", "/read/go").status == 200)
    let other = try RawClient(port: server.port, from: "127.0.0.2")
    other.request("GET", "/slow/go")
    door.open()
    #expect(try other.response().status == 200)
    for client in first { #expect(try client.response().status == 200) }
    #expect(try late.ask("GET", "/slow/go").status == 200)
  }

  @Test func `one client cannot have every connection`() throws {
    let door = Door()
    let server = try Self.server(door) {
      $0.connectionLimit = 10
      $0.connectionsPerClient = 3
    }
    var greedy = try (0..<3).map { _ in try RawClient(port: server.port) }
    for client in greedy { #expect(try client.ask("GET", "/quick").status == 200) }
    let refused = try RawClient(port: server.port)
    let answer = try refused.ask("GET", "/quick")
    #expect(answer.status == 503)
    #expect(answer["Retry-After"] == "1")
    #expect(refused.isClosed)
    #expect(try RawClient(port: server.port, from: "127.0.0.2").ask("GET", "/quick").status == 200)
    greedy.removeAll()
    #expect(try eventually { try RawClient(port: server.port).ask("GET", "/quick").status == 200 })
  }

  @Test func `all bodies together have a limit`() throws {
    let door = Door()
    let server = try Self.server(door) { $0.bodyMemory = 1000 }
    let half = try RawClient(port: server.port)
    half.send(
      "POST /quick HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n" + String(repeating: "a", count: 800))
    let client = try RawClient(port: server.port)
    let body = String(repeating: "b", count: 500)
    #expect(try eventually { try client.ask("POST", "/quick", body: body).status == 503 })
    half.send(String(repeating: "a", count: 100))
    #expect(try half.response().status == 200)
    #expect(try client.ask("POST", "/quick", body: body).status == 200)
  }

  @Test func `stop does not wait for a handler that does not end`() throws {
    let door = Door()
    defer { door.open() }
    let server = try Self.server(door) { $0.stopTimeout = 1 }
    let clients = try (0..<5).map { _ in try RawClient(port: server.port) }
    for client in clients { client.request("GET", "/slow") }
    #expect(eventually { door.entered.load(ordering: .relaxed) == 2 })
    server.stop()
    for client in clients { #expect(client.isClosed) }
  }

  @Test func `what is done is counted`() throws {
    let door = Door()
    let statistics = ServerStatistics()
    let server = try Self.server(door) { $0.statistics = statistics }
    let client = try RawClient(port: server.port)
    #expect(try client.ask("GET", "/quick").status == 200)
    #expect(try client.ask("GET", "/%zz").status == 400)
    #expect(eventually { statistics.requests == [2: 1, 4: 1] })
    #expect(statistics.connections == 1)
    server.stop()
    #expect(statistics.connections == 0)
  }
}
