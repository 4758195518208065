import Foundation
import HTTPServer
import Synchronization
import Testing
import TestSupport

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The whole way through real sockets: what a handler sees of a request, and a client of its answer.
@Suite struct ServerTests {
  /// Says what it saw of the request.
  private static let echo: Handler = { request in
    let query = request.query.items.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
    let seen = [
      request.method.rawValue, request.path, request.segments.joined(separator: "|"), query,
      request.headers.values("X-Twice").joined(separator: ","), String(decoding: request.body, as: UTF8.self),
      request.remoteAddress,
    ]
    return .text(seen.joined(separator: "\n"))
  }

  @Test func `handler sees the request`() throws {
    let server = try Server.test(handler: Self.echo)
    let client = try RawClient(port: server.port)
    let answer = try client.ask(
      "POST", "/a%2Fb/c%20d?n=1&n=a+b%26&flag", headers: ["X-Twice: 1", "x-twice: 2"], body: "hello")
    #expect(answer.status == 200)
    #expect(
      answer.text.components(separatedBy: "\n") == [
        "POST", "/a%2Fb/c%20d", "a/b|c d", "n=1;n=a b&;flag=", "1,2", "hello", "127.0.0.1",
      ])
  }

  @Test func `URLSession gets JSON`() async throws {
    let server = try Server.test { _ in .json(Data(#"{"status":"ok"}"#.utf8), status: 201) }
    let (data, response) = try await URLSession.shared.data(from: URL(string: server.url + "/health")!)
    let http = try #require(response as? HTTPURLResponse)
    #expect(http.statusCode == 201)
    #expect(http.value(forHTTPHeaderField: "Content-Type") == "application/json")
    #expect(http.value(forHTTPHeaderField: "X-Content-Type-Options") == "nosniff")
    #expect(http.value(forHTTPHeaderField: "Date") != nil)
    #expect(String(decoding: data, as: UTF8.self) == #"{"status":"ok"}"#)
  }

  @Test func `one connection takes many requests`() throws {
    let server = try Server.test(handler: Self.echo)
    let client = try RawClient(port: server.port)
    for number in 1...5 {
      let answer = try client.ask("GET", "/\(number)")
      #expect(answer.text.hasPrefix("GET\n/\(number)\n"))
    }
  }

  @Test func `pipelined requests are answered in order`() throws {
    let server = try Server.test(handler: Self.echo)
    let client = try RawClient(port: server.port)
    client.request("POST", "/first", body: "one")
    client.request("GET", "/second")
    #expect(try client.response().text.contains("/first"))
    #expect(try client.response().text.contains("/second"))
  }

  @Test func `connection close is heeded`() throws {
    let server = try Server.test(handler: Self.echo)
    let client = try RawClient(port: server.port)
    let answer = try client.ask("GET", "/", headers: ["Connection: close"])
    #expect(answer["Connection"]?.lowercased() == "close")
    #expect(client.isClosed)
  }

  @Test func `HEAD has the headers of GET and no body`() throws {
    var router = Router()
    router.get("/x") { _ in .text("twelve bytes") }
    let server = try Server.test(router: router)
    let client = try RawClient(port: server.port)
    let head = try client.ask("HEAD", "/x")
    #expect(head.status == 200)
    #expect(head["Content-Length"] == "12")
    // The connection is still in step, so no byte of a body has come.
    #expect(try client.ask("GET", "/x").text == "twelve bytes")
  }

  @Test func `chunked upload arrives whole`() throws {
    let server = try Server.test { request in .text("\(request.body.count) \(request.body.last ?? 0)") }
    let client = try RawClient(port: server.port)
    client.send("POST /up HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in 0..<10 { client.send("2710\r\n" + String(repeating: "a", count: 10_000) + "\r\n") }
    client.send("1;ext=1\r\nz\r\n0\r\nTrailer: 1\r\n\r\n")
    #expect(try client.response().text == "100001 122")
    #expect(try client.ask("GET", "/").text == "0 0")
  }

  @Test func `expect continue is answered`() throws {
    let server = try Server.test(handler: Self.echo)
    let client = try RawClient(port: server.port)
    client.send("PUT /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    #expect(try client.head().status == 100)
    client.send("later")
    #expect(try client.response().text.contains("later"))
  }

  @Test func `thrown errors are answered and the server goes on`() throws {
    struct Secret: Error { let password = "hunter2" }
    let server = try Server.test { request in
      switch request.path {
      case "/problem": throw Problem(status: 409, detail: "No.", headers: ["X-Why": "so"])
      case "/error": throw Secret()
      case "/header": return Response(headers: ["X-Bad": "a\r\nX-Injected: b"])
      default: return .text("fine")
      }
    }
    let client = try RawClient(port: server.port)
    let problem = try client.ask("GET", "/problem")
    #expect(problem.status == 409)
    #expect(problem["Content-Type"] == "application/problem+json")
    #expect(problem["X-Why"] == "so")
    #expect(
      problem.text == #"{"detail":"No.","status":409,"title":"Conflict","type":"about:blank"}"#)
    let error = try client.ask("GET", "/error")
    #expect(error.status == 500)
    #expect(!error.text.contains("hunter2"))
    let header = try client.ask("GET", "/header")
    #expect(header.status == 200)
    #expect(header["X-Injected"] == nil)
    #expect(try client.ask("GET", "/").text == "fine")
  }

  @Test func `many clients at once`() async throws {
    let server = try Server.test { request in
      usleep(1000)
      return .text(request.path)
    }
    let port = server.port
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for client in 0..<16 {
        group.addTask {
          let connection = try RawClient(port: port)
          return try (0..<25).allSatisfy { number in
            try connection.ask("GET", "/\(client)/\(number)").text == "/\(client)/\(number)"
          }
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test func `big answer arrives whole`() throws {
    let bytes = Data((0..<8_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let server = try Server.test { _ in Response(body: .data(bytes)) }
    let answer = try RawClient(port: server.port).ask("GET", "/")
    #expect(answer.body == Array(bytes))
  }

  @Test func `descriptors are given back`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.txt", "a")
    var router = Router()
    router.mount(try StaticFiles(root: folder.path))
    let server = try Server.test(router: router)
    func openDescriptors() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    func rounds(_ count: Int) throws {
      for number in 0..<count {
        // Every kind of end: kept alive, not modified, missing, and a client that leaves before the answer.
        let client = try RawClient(port: server.port)
        let tag = try client.ask("GET", "/a.txt")["ETag"] ?? ""
        #expect(try client.ask("GET", "/a.txt", headers: ["If-None-Match: \(tag)"]).status == 304)
        if number % 3 == 0 { client.request("GET", "/a.txt") }
        if number % 3 == 1 { client.send("GET /a.txt HT") }
      }
    }
    try rounds(20)
    let before = try openDescriptors()
    try rounds(1000)
    // Other suites open files at the same time; 1,000 that leaked would stand out.
    #expect(try eventually { try openDescriptors() < before + 100 })
  }
}
