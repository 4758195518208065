import Foundation
import HTTPServer
import Synchronization
import Testing

/// Starting, failing to start, and stopping.
@Suite struct StopTests {
  @Test func `request under way is finished and no other begun`() throws {
    let entered = DispatchSemaphore(value: 0)
    let go = DispatchSemaphore(value: 0)
    let server = try Server.test { _ in
      entered.signal()
      go.wait()
      return .text("finished")
    }
    let client = try RawClient(port: server.port)
    client.request("GET", "/")
    entered.wait()
    let stopped = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      server.stop()
      stopped.signal()
    }
    var connects = true
    // Well below the two seconds that the request is given.
    for _ in 0..<100 where connects {
      usleep(10_000)
      connects = (try? RawClient(port: server.port)) != nil
    }
    #expect(!connects)
    go.signal()
    let answer = try client.response()
    #expect(answer.text == "finished")
    #expect(answer["Connection"]?.lowercased() == "close")
    #expect(client.isClosed)
    stopped.wait()
  }

  @Test func `idle and half sent connections are closed`() throws {
    let server = try Server.test { _ in .text("x") }
    let idle = try RawClient(port: server.port)
    #expect(try idle.ask("GET", "/").status == 200)
    let halfHead = try RawClient(port: server.port)
    halfHead.send("GET / HTTP/1.1\r\nHo")
    let halfBody = try RawClient(port: server.port)
    halfBody.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
    usleep(50_000)
    server.stop()
    #expect(idle.isClosed)
    #expect(halfHead.isClosed)
    #expect(halfBody.isClosed)
  }

  @Test func `nobody can connect afterwards`() throws {
    let server = try Server.test { _ in .text("x") }
    #expect(try RawClient(port: server.port).ask("GET", "/").status == 200)
    server.stop()
    #expect(throws: RawClient.Failure.self) { try RawClient(port: server.port) }
  }

  @Test func `stopping twice and from many threads is fine`() async throws {
    let server = try Server.test { _ in .text("x") }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { server.stop() } }
    }
    server.stop()
  }

  @Test func `server that nobody holds stops`() throws {
    var server: Server? = try Server.test { _ in .text("x") }
    let port = try #require(server).port
    server = nil
    #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
  }

  @Test func `port is free again at once`() throws {
    let first = try Server.test { _ in .text("first") }
    let port = first.port
    let client = try RawClient(port: port)
    #expect(try client.ask("GET", "/").text == "first")
    // The side that closes first is the one whose port the kernel keeps back for a while.
    first.stop()
    #expect(client.isClosed)
    let configuration = Server.Configuration(address: try Address(host: "127.0.0.1", port: port))
    let second = try Server(
      configuration, logger: .silent, router: Router(fallback: Route { _ in .text("second") }))
    #expect(second.port == port)
    #expect(try RawClient(port: port).ask("GET", "/").text == "second")
  }

  @Test func `port in use is an error that says so`() throws {
    let first = try Server.test { _ in .text("first") }
    let configuration = Server.Configuration(address: try Address(host: "127.0.0.1", port: first.port))
    let error = #expect(throws: ServerError.self) {
      try Server(
        configuration, logger: .silent, router: Router(fallback: Route { _ in .text("second") }))
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("127.0.0.1 port \(first.port)"))
    #expect(text.contains("in use"))
    #expect(try RawClient(port: first.port).ask("GET", "/").text == "first")
  }

  @Test func `requests during stop do not break anything`() throws {
    for _ in 0..<20 {
      let server = try Server.test { request in
        guard request.path == "/stream" else { return .text("x") }
        return Response(body: .stream(BodyStream()))
      }
      let port = server.port
      let clients = DispatchGroup()
      for number in 0..<6 {
        clients.enter()
        Thread.detachNewThread {
          // Connections may be refused or break off here; the process must not.
          while let client = try? RawClient(port: port),
            (try? client.ask("GET", number % 2 == 0 ? "/" : "/stream")) != nil
          {}
          clients.leave()
        }
      }
      usleep(20_000)
      server.stop()
      // Nobody is left waiting for an answer that will not come.
      #expect(clients.wait(timeout: .now() + 10) == .success)
    }
  }
}
