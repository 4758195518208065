import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Datasets

/// The downloader against real sockets.
@Suite struct DownloaderTests {
  /// Bytes with their checksums by coreutils: the numbers 0 to 255, a thousand times over.
  private static let file = [UInt8]((0..<256_000).map { UInt8(truncatingIfNeeded: $0) })
  private static let md5 = Checksum.md5("1da708a75e25110b1341d16814feb52d")
  private static let sha256 = Checksum.sha256(
    "b57b64b198d5d59ce5a22a9b9f25e72a7d081476d432051aa923f3dbebb90934")

  private let folder: TemporaryFolder
  private var path: String { folder.path + "/below/file.bin" }
  private var part: String { path + ".part" }

  init() throws { folder = try TemporaryFolder() }

  private func content(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }

  /// Every name in the file's folder.
  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/below")) ?? []).sorted()
  }

  private func download(
    _ server: FileServer, _ checksum: Checksum = Self.md5, limits: Downloader.Limits = .init(),
    progress: (DownloadProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> Downloader.Result {
    try Downloader(limits: limits).download(
      [server.url + "file.bin"], to: path, checksum: checksum, progress: progress, shouldStop: shouldStop)
  }

  /// Leaves a part of `count` bytes, as a connection that broke does.
  private func breakOff(after count: Int, tag: String? = "\"one\"") throws {
    let server = try FileServer { .init(Self.file, tag: tag, for: $0).cut(after: count) }
    let error = #expect(throws: DownloadError.self) { try download(server) }
    #expect(
      error == .interrupted(url: server.url + "file.bin", received: count, expected: Self.file.count))
    #expect(content(part) == Array(Self.file.prefix(count)))
  }

  /// As `breakOff`, but on `server`, whose answers are cut until told otherwise.
  private func breakOff(_ server: FileServer, _ isCut: borrowing Mutex<Bool>, count: Int) throws {
    #expect(throws: DownloadError.self) { try download(server) }
    #expect(content(part)?.count == count)
    isCut.withLock { $0 = false }
  }

  @Test(arguments: [Self.md5, Self.sha256])
  func `a whole file comes, is checked, and leaves nothing beside it`(checksum: Checksum) throws {
    let server = try FileServer { .init(Self.file, tag: "\"one\"", for: $0) }
    var last: DownloadProgress?
    let result = try download(server, checksum, progress: { last = $0 })
    #expect(result == .downloaded(from: server.url + "file.bin"))
    #expect(content(path) == Self.file)
    #expect(names == ["file.bin"])
    #expect(last?.received == Self.file.count && last?.total == Self.file.count)
    #expect(server.requests.map(\.path) == ["/file.bin"])
    #expect(server.requests[0].headers["range"] == nil)
  }

  @Test func `a file that is there is not asked for again, and one that is not the same is replaced`() throws
  {
    let server = try FileServer { .init(Self.file, for: $0) }
    try folder.write([1, 2, 3], to: "below/file.bin")
    #expect(try download(server) == .downloaded(from: server.url + "file.bin"))
    #expect(content(path) == Self.file)
    #expect(try download(server) == .present)
    #expect(server.requests.count == 1)
  }

  @Test func `a length that the server does not say`() throws {
    let server = try FileServer { request in
      var reply = FileServer.Reply(Self.file, for: request)
      reply.declaredLength = -1
      return reply
    }
    _ = try download(server)
    #expect(content(path) == Self.file)
  }

  @Test(arguments: ["\"one\"", nil])
  func `what broke off goes on where it ended`(tag: String?) throws {
    let isCut = Mutex(true)
    let server = try FileServer { request in
      let reply = FileServer.Reply(Self.file, tag: tag, for: request)
      return isCut.withLock { $0 } ? reply.cut(after: 100_000) : reply
    }
    try breakOff(server, isCut, count: 100_000)
    var first: DownloadProgress?
    _ = try download(server, progress: { first = first ?? $0 })
    #expect(content(path) == Self.file)
    #expect(names == ["file.bin"])
    #expect(server.requests[1].headers["range"] == "bytes=100000-")
    #expect(server.requests[1].headers["if-range"] == tag)
    #expect(try #require(first).received >= 100_000)
  }

  @Test func `another server goes on by the length alone`() throws {
    try breakOff(after: 70_000)
    let server = try FileServer { .init(Self.file, tag: "\"two\"", for: $0) }
    _ = try download(server)
    #expect(content(path) == Self.file)
    #expect(server.requests[0].headers["range"] == "bytes=70000-")
    #expect(server.requests[0].headers["if-range"] == nil)
  }

  @Test func `a server that ignores Range starts over`() throws {
    try breakOff(after: 70_000)
    let server = try FileServer { _ in
      var reply = FileServer.Reply()
      reply.body = Self.file
      return reply
    }
    _ = try download(server)
    #expect(content(path) == Self.file)
    #expect(server.requests.map { $0.headers["range"] } == ["bytes=70000-"])
  }

  @Test func `a file that changed between two tries starts over`() throws {
    let isCut = Mutex(true)
    let old = [UInt8](repeating: 7, count: 256_000)
    let server = try FileServer { request in
      isCut.withLock { $0 }
        ? .init(old, tag: "\"old\"", for: request).cut(after: 90_000)
        : .init(Self.file, tag: "\"new\"", for: request)
    }
    try breakOff(server, isCut, count: 90_000)
    _ = try download(server)
    #expect(content(path) == Self.file)
    #expect(server.requests[1].headers["if-range"] == "\"old\"")
  }

  @Test func `a rest of a file of another length is refused, and the whole is asked for`() throws {
    let isCut = Mutex(true)
    let old = [UInt8](repeating: 7, count: 300_000)
    let server = try FileServer { request in
      isCut.withLock { $0 } ? .init(old, for: request).cut(after: 90_000) : .init(Self.file, for: request)
    }
    try breakOff(server, isCut, count: 90_000)
    _ = try download(server)
    #expect(content(path) == Self.file)
    #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=90000-", nil])
  }

  @Test func `a part longer than the file starts over`() throws {
    let isCut = Mutex(true)
    let server = try FileServer { request in
      isCut.withLock { $0 }
        ? .init([UInt8](repeating: 7, count: 400_000), tag: "\"a\"", for: request).cut(after: 300_000)
        : .init(Self.file, tag: "\"a\"", for: request)
    }
    try breakOff(server, isCut, count: 300_000)
    _ = try download(server)
    #expect(content(path) == Self.file)
    #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=300000-", nil])
  }

  @Test func `a part whose origin nobody noted starts over`() throws {
    try folder.write([1, 2, 3], to: "below/file.bin.part")
    let server = try FileServer { .init(Self.file, for: $0) }
    _ = try download(server)
    #expect(content(path) == Self.file)
    #expect(server.requests[0].headers["range"] == nil)
  }

  @Test func `a part that is whole needs no server`() throws {
    try breakOff(after: 255_000)
    try folder.write(Self.file, to: "below/file.bin.part")
    let server = try FileServer { _ in .init(status: 500) }
    _ = try download(server)
    #expect(content(path) == Self.file)
    #expect(server.requests.isEmpty)
  }

  @Test func `a wrong checksum deletes the part and leaves what was there`() throws {
    try folder.write([1, 2, 3], to: "below/file.bin")
    let server = try FileServer { .init([UInt8]("hello".utf8), tag: "\"one\"", for: $0) }
    let error = #expect(throws: DownloadError.self) { try download(server) }
    // Of "hello", by coreutils.
    let found = "5d41402abc4b2a76b9719d911017c592"
    #expect(error == .wrongChecksum(url: server.url + "file.bin", expected: Self.md5, found: found))
    #expect("\(try #require(error))".contains("expected \(Self.md5), found \(found)"))
    #expect(content(path) == [1, 2, 3])
    #expect(names == ["file.bin"])
  }

  @Test(arguments: [
    (404, "no such file"), (403, "not allowed"), (503, "in trouble"), (302, "not with the file"),
  ])
  func `a status that is no file is told, and its page is not kept`(status: Int, words: String) throws {
    let server = try FileServer { _ in .init(status: status, text: "<html>sorry</html>") }
    let error = #expect(throws: DownloadError.self) { try download(server) }
    #expect(error == .status(url: server.url + "file.bin", code: status))
    #expect("\(try #require(error))".contains("answered \(status)"))
    #expect("\(try #require(error))".contains(words))
    #expect(names == [])
  }

  @Test func `a status that is no file keeps the part of an earlier try`() throws {
    try breakOff(after: 70_000)
    let server = try FileServer { _ in .init(status: 503) }
    #expect(throws: DownloadError.self) { try download(server) }
    #expect(names == ["file.bin.part", "file.bin.part.origin"])
    #expect(content(part)?.count == 70_000)
  }

  @Test func `the next address is tried, and only the next`() throws {
    let broken = try FileServer { .init(Self.file, for: $0).cut(after: 50_000) }
    let lying = try FileServer { .init([UInt8](repeating: 7, count: 256_000), for: $0) }
    let good = try FileServer { .init(Self.file, for: $0) }
    let unused = try FileServer { .init(Self.file, for: $0) }
    var failures: [DownloadError] = []
    let result = try Downloader().download(
      [broken, lying, good, unused].map { $0.url + "file.bin" }, to: path, checksum: Self.md5,
      failed: { failures.append($0) })
    #expect(result == .downloaded(from: good.url + "file.bin"))
    #expect(content(path) == Self.file)
    #expect(failures.count == 2)
    // The second went on from the first, which showed in the checksum; the third began anew.
    #expect(lying.requests[0].headers["range"] == "bytes=50000-")
    #expect(good.requests[0].headers["range"] == nil)
    #expect(unused.requests.isEmpty)
  }

  @Test func `when no address does, each is told with its reason`() throws {
    let servers = try [404, 500].map { status in try FileServer { _ in .init(status: status) } }
    let error = #expect(throws: DownloadError.self) {
      try Downloader().download(servers.map(\.url), to: path, checksum: Self.md5)
    }
    let text = "\(try #require(error))"
    #expect(text.contains("\(servers[0].url): the server answered 404"))
    #expect(text.contains("\(servers[1].url): the server answered 500"))
  }

  @Test func `redirects are followed, up to the limit and never off http`() throws {
    let server = try FileServer { request in
      switch request.path {
      case "/file.bin": .init(status: 302, headers: ["Location": "/there", "ETag": "\"of the redirect\""])
      case "/there": FileServer.Reply(Self.file, for: request).cut(after: 10_000)
      case "/round": .init(status: 302, headers: ["Location": "/round"])
      default: .init(status: 302, headers: ["Location": "file:///etc/hostname"])
      }
    }
    #expect(throws: DownloadError.self) { try download(server) }
    #expect(content(part)?.count == 10_000)
    // The tag was the redirect's, not the file's.
    let origin = try #require(PartOrigin.read(of: part))
    #expect(origin == PartOrigin(url: server.url + "file.bin", validator: nil, total: Self.file.count))
    var limits = Downloader.Limits()
    limits.redirects = 3
    let round = #expect(throws: DownloadError.self) {
      try Downloader(limits: limits).download([server.url + "round"], to: path, checksum: Self.md5)
    }
    #expect(round == .tooManyRedirects(url: server.url + "round", limit: 3))
    let off = #expect(throws: DownloadError.self) {
      try Downloader().download([server.url + "off"], to: path, checksum: Self.md5)
    }
    #expect(off == .badAddress("file:///etc/hostname"))
  }

  @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/hostname", "127.0.0.1/x", "", "http://", "http:// x"])
  func `only http and https`(url: String) throws {
    let error = #expect(throws: DownloadError.self) {
      try Downloader().download([url], to: path, checksum: Self.md5)
    }
    #expect(error == .badAddress(url))
  }

  @Test func `a port where nobody listens`() throws {
    let error = #expect(throws: DownloadError.self) {
      try Downloader().download(["http://127.0.0.1:9/x"], to: path, checksum: Self.md5)
    }
    guard case .unreachable("http://127.0.0.1:9/x", let reason) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(reason.lowercased().contains("connect"))
  }

  @Test func `a server that falls silent is given up, and what it sent is kept`() throws {
    let server = try FileServer { request in
      var reply = FileServer.Reply(Self.file, tag: "\"one\"", for: request).cut(after: 30_000)
      reply.hangs = true
      return reply
    }
    var limits = Downloader.Limits()
    limits.stallSeconds = 1
    let error = #expect(throws: DownloadError.self) { try download(server, limits: limits) }
    guard case .timedOut = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(content(part)?.count == 30_000)
  }

  @Test func `a caller who wants to stop is heard, and what came is kept`() throws {
    let server = try FileServer { request in
      var reply = FileServer.Reply(Self.file, tag: "\"one\"", for: request).cut(after: 30_000)
      reply.hangs = true
      return reply
    }
    var received = 0
    let error = #expect(throws: DownloadError.self) {
      try download(server, progress: { received = $0.received }, shouldStop: { received == 30_000 })
    }
    #expect(error == .stopped(path: part, received: 30_000))
    #expect(content(part)?.count == 30_000)
  }

  @Test func `a folder that cannot be made, a file that cannot be written`() throws {
    let server = try FileServer { .init(Self.file, for: $0) }
    try folder.write([], to: "below")
    let error = #expect(throws: DownloadError.self) { try download(server) }
    #expect(error == .unwritable(path: folder.path + "/below", reason: "Not a directory"))
    #expect("\(try #require(error))".contains("--datasets DIR"))
    try FileManager.default.createDirectory(
      atPath: folder.path + "/other/file.bin.part", withIntermediateDirectories: true)
    let second = #expect(throws: DownloadError.self) {
      try Downloader().download([server.url], to: folder.path + "/other/file.bin", checksum: Self.md5)
    }
    #expect(second == .unwritable(path: folder.path + "/other/file.bin.part", reason: "Is a directory"))
    #expect(server.requests.isEmpty)
  }

  @Test func `a full disk is told as such`() throws {
    let server = try FileServer { .init(Self.file, for: $0) }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/below", withIntermediateDirectories: true)
    // The system's own full disk.
    try FileManager.default.createSymbolicLink(atPath: part, withDestinationPath: "/dev/full")
    let error = #expect(throws: DownloadError.self) { try download(server) }
    #expect(error == .diskFull(path: part))
  }

  @Test func `two at once: the second is told`() throws {
    let server = try FileServer { .init(Self.file, for: $0) }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/below", withIntermediateDirectories: true)
    let first = try PartialFile(target: path)
    let error = #expect(throws: DownloadError.self) { try download(server) }
    #expect(error == .busy(path: part))
    withExtendedLifetime(first) {}
  }
}
