import Foundation
import HTTPServer
import Logging
import Synchronization
import Testing
import TestSupport

/// What the server writes about each request.
@Suite struct AccessLogTests {
  /// Keeps what is logged.
  private final class Journal: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var logLevel: Logger.Level {
      get { .trace }
      set {}
    }
    var metadata: Logger.Metadata {
      get { [:] }
      set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { nil }
      set {}
    }

    func log(event: LogEvent) {
      lines.withLock { $0.append("\(event.level) \(event.message)") }
    }

    func has(_ pattern: Regex<Substring>) -> Bool {
      lines.withLock { $0.contains { line in line.wholeMatch(of: pattern) != nil } }
    }
  }

  @Test func `each request is one line at debug`() throws {
    let journal = Journal()
    let server = try Server.test(logger: Logger(label: "test") { _ in journal }) { request in
      if request.path == "/wrong" { throw CancellationError() }
      return .text("hello")
    }
    let client = try RawClient(port: server.port)
    _ = try client.ask("GET", "/a?b=1")
    _ = try client.ask("POST", "/wrong")
    _ = try client.ask("GET", "/%zz")
    client.request("GET", "/b", headers: ["Host: again"])
    _ = client.rest()
    #expect(eventually { journal.has(/debug GET \/a\?b=1 200 5 \d+\.\d ms/) })
    #expect(eventually { journal.has(/debug POST \/wrong 500 \d+ \d+\.\d ms/) })
    #expect(journal.has(/error POST \/wrong failed: CancellationError\(\)/))
    #expect(eventually { journal.has(/debug GET \/%zz 400 \d+ \d+\.\d ms/) })
    #expect(eventually { journal.has(/debug GET \/b 400 \d+ \d+\.\d ms/) })
  }

  @Test func `the library's own lines come there`() throws {
    let journal = Journal()
    let server = try Server.test(logger: Logger(label: "test") { _ in journal }) { _ in .text("hello") }
    let client = try RawClient(port: server.port)
    client.send("GET / HTTP/9.9\r\n\r\n")
    _ = client.rest()
    #expect(eventually { journal.has(/debug libmicrohttpd: .+/) })
  }

  @Test func `line breaks in a target cannot forge lines`() throws {
    let journal = Journal()
    let server = try Server.test(logger: Logger(label: "test") { _ in journal }) { _ in .text("hello") }
    let client = try RawClient(port: server.port)
    client.send(Array("GET /\u{1B}[31m\u{7}x HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
    _ = try? client.response()
    client.send("GET /%0a%0dx HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = try? client.response()
    #expect(eventually { journal.has(/debug GET \/%0a%0dx .*/) })
    #expect(!journal.has(/(?s).*[\x{1B}\x{7}\n].*/))
  }
}
