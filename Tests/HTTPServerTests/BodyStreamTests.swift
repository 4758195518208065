import Foundation
import HTTPServer
import Synchronization
import Testing
import TestSupport

/// Answers that are sent as time goes by.
@Suite struct BodyStreamTests {
  /// The streams a server has handed out, and how many of them were closed.
  private final class Hub: Sendable {
    private let streams = Mutex<[BodyStream]>([])
    private let closed = Atomic(0)

    var all: [BodyStream] { streams.withLock { $0 } }
    var closedCount: Int { closed.load(ordering: .relaxed) }

    func open(limit: Int = 1 << 20) -> Response {
      let stream = BodyStream(limit: limit) { self.closed.add(1, ordering: .relaxed) }
      streams.withLock { $0.append(stream) }
      return Response(headers: ["Content-Type": "text/event-stream"], body: .stream(stream))
    }
  }

  private func text(_ bytes: [UInt8]?) -> String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `headers and each piece arrive as they are written`() throws {
    let hub = Hub()
    let server = try Server.test { _ in hub.open() }
    let client = try RawClient(port: server.port)
    client.request("GET", "/")
    let head = try client.head()
    #expect(head.status == 200)
    #expect(head["Content-Type"] == "text/event-stream")
    #expect(head["Transfer-Encoding"] == "chunked")
    for number in 1...20 {
      #expect(hub.all[0].write(Data("data: \(number)\n\n".utf8)))
      #expect(text(try client.chunk()) == "data: \(number)\n\n")
    }
    hub.all[0].write(Data())
    hub.all[0].finish()
    #expect(try client.chunk() == nil)
    #expect(eventually { hub.closedCount == 1 })
    #expect(!hub.all[0].write(Data("late".utf8)))
    // The end was a regular one: the connection goes on.
    client.request("GET", "/")
    #expect(try client.head().status == 200)
  }

  @Test func `what was written before the answer is sent`() throws {
    let server = try Server.test { _ in
      let stream = BodyStream()
      stream.write(Data("early ".utf8))
      stream.write(Data("bird".utf8))
      stream.finish()
      return Response(body: .stream(stream))
    }
    #expect(try RawClient(port: server.port).ask("GET", "/").text == "early bird")
  }

  @Test func `old client gets the stream without chunks`() throws {
    let hub = Hub()
    let server = try Server.test { _ in hub.open() }
    let client = try RawClient(port: server.port)
    client.send("GET / HTTP/1.0\r\n\r\n")
    #expect(try client.head()["Transfer-Encoding"] == nil)
    hub.all[0].write(Data("all".utf8))
    hub.all[0].finish()
    #expect(text(client.rest()) == "all")
  }

  @Test func `HEAD starts no stream`() throws {
    let hub = Hub()
    let server = try Server.test { _ in hub.open() }
    let client = try RawClient(port: server.port)
    #expect(try client.ask("HEAD", "/").status == 200)
    #expect(hub.closedCount == 1)
    #expect(!hub.all[0].write(Data("x".utf8)))
    #expect(try client.ask("HEAD", "/").status == 200)
  }

  @Test func `client that goes away is noticed`() throws {
    let hub = Hub()
    let server = try Server.test { _ in hub.open() }
    var client: RawClient? = try RawClient(port: server.port)
    client?.request("GET", "/")
    #expect(try client?.head().status == 200)
    #expect(hub.all[0].write(Data("a".utf8)))
    client = nil
    #expect(eventually { !hub.all[0].write(Data(": still there?\n\n".utf8)) })
    #expect(eventually { hub.closedCount == 1 })
  }

  @Test func `slow reader is dropped and disturbs nobody`() throws {
    let hub = Hub()
    let server = try Server.test(configure: { $0.threads = 1 }) { request in
      request.path == "/stream" ? hub.open(limit: 100_000) : .text("fine")
    }
    let slow = try RawClient(port: server.port, receiveBuffer: 4096)
    slow.request("GET", "/stream")
    #expect(try slow.head().status == 200)
    let piece = Data(repeating: 7, count: 10_000)
    var written = 0
    // The kernel takes some megabytes for a client that reads nothing; then the stream's own limit is met. With
    // pauses, because a writer that is faster than the server's thread would meet it before.
    while written < 100_000_000, hub.all[0].write(piece) {
      written += piece.count
      usleep(1000)
    }
    #expect(written < 100_000_000)
    #expect(eventually { hub.closedCount == 1 })
    #expect(try RawClient(port: server.port).ask("GET", "/").text == "fine")
  }

  @Test func `a piece longer than the limit passes when nothing waits`() throws {
    let server = try Server.test { _ in
      let stream = BodyStream(limit: 10)
      #expect(stream.write(Data(repeating: 65, count: 100_000)))
      #expect(!stream.write(Data("b".utf8)))
      return Response(body: .stream(stream))
    }
    let client = try RawClient(port: server.port)
    client.request("GET", "/")
    // Dropped before it was sent: the connection breaks off, which is no regular end.
    #expect(throws: RawClient.Failure.self) { try client.response() }
  }

  @Test func `open streams outlive the idle timeout`() throws {
    let hub = Hub()
    let server = try Server.test(configure: { $0.idleTimeout = 1 }) { _ in hub.open() }
    let client = try RawClient(port: server.port)
    client.request("GET", "/")
    #expect(try client.head().status == 200)
    sleep(3)
    #expect(hub.all[0].write(Data("still here".utf8)))
    #expect(text(try client.chunk()) == "still here")
  }

  @Test func `many streams get every piece while others come`() throws {
    let hub = Hub()
    let server = try Server.test { request in request.path == "/stream" ? hub.open() : .text("fine") }
    let clients = try (0..<200).map { _ in try RawClient(port: server.port) }
    for client in clients { client.request("GET", "/stream") }
    for client in clients { #expect(try client.head().status == 200) }
    let done = DispatchSemaphore(value: 0)
    // Two writers and a client that asks for other things: what suspends and what resumes meet in every order.
    for _ in 0..<2 {
      Thread.detachNewThread {
        for _ in 0..<25 {
          for stream in hub.all { stream.write(Data("tick\n".utf8)) }
        }
        done.signal()
      }
    }
    let other = try RawClient(port: server.port)
    for _ in 0..<50 { #expect(try other.ask("GET", "/").text == "fine") }
    done.wait()
    done.wait()
    for stream in hub.all { stream.finish() }
    for client in clients {
      var count = 0
      while let chunk = try client.chunk() { count += chunk.count }
      #expect(count == 2 * 25 * 5)
    }
    #expect(eventually { hub.closedCount == 200 })
  }

  @Test func `stop ends open streams`() throws {
    let hub = Hub()
    let server = try Server.test { _ in hub.open() }
    let clients = try (0..<20).map { _ in try RawClient(port: server.port) }
    for client in clients { client.request("GET", "/") }
    for client in clients { #expect(try client.head().status == 200) }
    hub.all[0].write(Data("last words".utf8))
    server.stop()
    #expect(hub.closedCount == 20)
    var said = ""
    for client in clients {
      while let chunk = try client.chunk() { said += text(chunk)! }
      #expect(client.isClosed)
    }
    #expect(said == "last words")
  }

  @Test func `stop ends streams whose clients have gone`() throws {
    for _ in 0..<20 {
      let hub = Hub()
      let server = try Server.test { _ in hub.open() }
      do {
        let clients = try (0..<20).map { _ in try RawClient(port: server.port) }
        for client in clients { client.request("GET", "/") }
        for client in clients { #expect(try client.head().status == 200) }
      }
      server.stop()
      #expect(hub.closedCount == 20)
    }
  }

  @Test func `closed stream lets go of its circle`() throws {
    weak var gone: Hub?
    do {
      // The hub holds its streams, and each stream's `onClose` holds the hub.
      let hub = Hub()
      gone = hub
      let server = try Server.test { _ in hub.open() }
      let client = try RawClient(port: server.port)
      client.request("GET", "/")
      #expect(try client.head().status == 200)
      server.stop()
    }
    #expect(eventually { gone == nil })
  }
}
