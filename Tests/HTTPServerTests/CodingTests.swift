import Files
import Foundation
import Testing

@testable import HTTPServer

/// Answers that are packed for who takes them so, and tags by which a body is spared.
@Suite struct CodingTests {
  private static let text = (1...2_000).map { "{\"step\": \($0)}" }.joined(separator: ",\n")
  private let folder: TemporaryFolder
  private let server: Server
  private let streams = Streams()

  /// The streams that a server has opened.
  private final class Streams: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [BodyStream] = []

    func add(_ stream: BodyStream) { lock.withLock { list.append(stream) } }
    var last: BodyStream? { lock.withLock { list.last } }
  }

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("index.html", "<p>home</p>")
    try folder.write("big.js", Self.text)
    try folder.write("picture.png", Self.text)
    var router = Router()
    router.get("/json") { _ in .json(Data(Self.text.utf8)) }
    router.get("/short") { _ in .json(Data("{}".utf8)) }
    router.post("/json") { _ in .json(Data(Self.text.utf8)) }
    router.get("/binary") { _ in
      Response(headers: ["Content-Type": "application/octet-stream"], body: .data(Data(Self.text.utf8)))
    }
    router.get("/missing") { _ in throw Problem(status: 404, detail: Self.text) }
    router.get("/stream") { [streams] _ in
      let stream = BodyStream()
      stream.write(Data("event: first\n\n".utf8))
      streams.add(stream)
      return Response(headers: ["Content-Type": "text/event-stream"], body: .stream(stream))
    }
    router.mount(try StaticFiles(root: folder.path))
    server = try Server.test(router: router)
  }

  private func ask(
    _ target: String, _ headers: [String] = ["Accept-Encoding: gzip"], method: String = "GET"
  ) throws -> RawClient.Message {
    try RawClient(port: server.port).ask(method, target, headers: headers)
  }

  @Test(arguments: ["/json", "/big.js", "/missing"])
  func `long text is packed for who accepts it, and comes as it is for others`(target: String) throws {
    let packed = try ask(target)
    #expect(packed["Content-Encoding"] == "gzip" && packed["Vary"] == "Accept-Encoding")
    #expect(packed.body.count < Self.text.utf8.count / 3)
    let gunzip = Gunzip()
    let text = try #require(gunzip.text(of: packed.body))
    let plain = try ask(target, [])
    #expect(gunzip.isFinished && text == plain.text && text.utf8.count >= Self.text.utf8.count)
    #expect(plain["Content-Encoding"] == nil && plain["Vary"] == "Accept-Encoding")
    #expect(plain["Content-Length"] == "\(text.utf8.count)")
  }

  @Test func `what is short, or no text, is not packed`() throws {
    for target in ["/short", "/", "/binary", "/picture.png"] {
      #expect(try ask(target)["Content-Encoding"] == nil, "\(target)")
    }
    #expect(try ask("/binary")["Vary"] == nil)
  }

  @Test(arguments: [
    ("gzip", true), ("deflate, gzip;q=0.5, br", true), ("GZIP", true), ("*", true), ("br;q=1, *;q=0.1", true),
    ("", false), ("identity", false), ("gzip;q=0", false), ("*;q=0", false), ("gzip;q=0, *", false),
    ("gzip; q=0.0", false), ("gzipped", false),
  ])
  func `the asker's word decides`(accepted: String, isPacked: Bool) throws {
    let answer = try ask("/json", ["Accept-Encoding: \(accepted)"])
    #expect((answer["Content-Encoding"] == "gzip") == isPacked)
  }

  @Test func `JSON has a tag that spares its body, the same packed and plain`() throws {
    let tag = try #require(try ask("/json", [])["ETag"])
    #expect(tag.hasPrefix("W/\"") && tag.count > 20)
    for headers in [[], ["Accept-Encoding: gzip"]] {
      let answer = try ask("/json", headers)
      #expect(answer["ETag"] == tag && answer["Cache-Control"] == "no-cache")
      let spared = try ask("/json", headers + ["If-None-Match: \"other\", \(tag)"])
      #expect(spared.status == 304 && spared["ETag"] == tag && spared["Vary"] == "Accept-Encoding")
      #expect(spared["Content-Encoding"] == nil && spared["Content-Type"] == nil)
    }
    #expect(try ask("/json", ["If-None-Match: \"other\""]).status == 200)
    #expect(try ask("/short", [])["ETag"] != tag)
    // A change has no tag, nor has a problem, and what is no JSON has none of its body.
    #expect(try ask("/json", method: "POST")["ETag"] == nil)
    #expect(try ask("/missing")["ETag"] == nil && ask("/binary")["ETag"] == nil)
    #expect(try ask("/missing", ["If-None-Match: *"]).status == 404)
  }

  @Test func `a file's tag is weak where it is packed, and either form spares it`() throws {
    let plain = try #require(try ask("/big.js", [])["ETag"])
    #expect(!plain.hasPrefix("W/"))
    #expect(try ask("/big.js")["ETag"] == "W/" + plain)
    for tag in [plain, "W/" + plain] {
      #expect(try ask("/big.js", ["Accept-Encoding: gzip", "If-None-Match: \(tag)"]).status == 304)
    }
  }

  @Test func `HEAD has the fields of GET`() throws {
    let client = try RawClient(port: server.port)
    // The length of a packed file is known when it is out: HEAD tells of it as it lies there.
    for (target, coding) in [("/json", "gzip"), ("/short", "gzip"), ("/big.js", "identity")] {
      let get = try client.ask("GET", target, headers: ["Accept-Encoding: \(coding)"])
      let head = try client.ask("HEAD", target, headers: ["Accept-Encoding: gzip"])
      #expect(head.status == 200 && head.body.isEmpty)
      for name in ["Content-Encoding", "Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control"] {
        #expect(head[name] == get[name], "\(target) \(name)")
      }
      let spared = try client.ask("HEAD", target, headers: ["If-None-Match: \(get["ETag"] ?? "")"])
      #expect(spared.status == 304)
    }
  }

  @Test func `each event of a packed stream is there before the next is written`() throws {
    let client = try RawClient(port: server.port)
    client.request("GET", "/stream", headers: ["Accept-Encoding: gzip"])
    let head = try client.head()
    #expect(head["Content-Encoding"] == "gzip")
    let gunzip = Gunzip()
    #expect(gunzip.text(of: try #require(try client.chunk())) == "event: first\n\n")
    let stream = try #require(streams.last)
    for event in 1...20 {
      stream.write(Data("event: \(event)\n\n".utf8))
      #expect(gunzip.text(of: try #require(try client.chunk())) == "event: \(event)\n\n")
    }
    stream.finish()
    while let chunk = try client.chunk() { #expect(gunzip.text(of: chunk) == "") }
    #expect(gunzip.isFinished)
  }

  @Test func `a file of any length and content is packed in little memory`() throws {
    var random = SystemRandomNumberGenerator()
    for count in [0, 1, 1_023, 1_024, 65_535, 65_536, 65_537, 300_000] {
      // Half of it does not shrink.
      let bytes = (0..<count).map { $0 % 2 == 0 ? UInt8.random(in: 32...126, using: &random) : 97 }
      let file = try OpenFile(path: folder.write("a.csv", Data(bytes)))
      let reader = try #require(GzipFile(file, offset: 0, count: UInt64(count)))
      var packed: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1_000)
      while case let made = buffer.withUnsafeMutableBytes({ reader.read(into: $0) }), made > 0 {
        packed += buffer[..<made]
      }
      let gunzip = Gunzip()
      #expect(gunzip.text(of: packed) == String(decoding: bytes, as: UTF8.self) && gunzip.isFinished)
    }
  }

  @Test func `a file that was shortened meanwhile ends the answer with an error`() throws {
    let path = try folder.write("cut.csv", Self.text)
    let reader = try #require(GzipFile(OpenFile(path: path), offset: 0, count: UInt64(Self.text.utf8.count)))
    try folder.write("cut.csv", "short")
    truncate(path, 5)
    var buffer = [UInt8](repeating: 0, count: 1_000)
    #expect(buffer.withUnsafeMutableBytes { reader.read(into: $0) } == bearing_end_with_error)
  }
}

/// What libmicrohttpd takes for a broken body.
private let bearing_end_with_error = -2
