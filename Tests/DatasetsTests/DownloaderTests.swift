import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Datasets

/// The downloader against real sockets.
@Suite struct DownloaderTests {
  /// Bytes with their checksums by coreutils: the numbers 0 to 255, a thousand times over.
  static let file = [UInt8]((0..<256_000).map { UInt8(truncatingIfNeeded: $0) })
  static let md5 = Checksum.md5("1da708a75e25110b1341d16814feb52d")
  static let sha256 = Checksum.sha256(
    "b57b64b198d5d59ce5a22a9b9f25e72a7d081476d432051aa923f3dbebb90934")

  let folder: TemporaryFolder
  var path: String { folder.path + "/below/file.bin" }
  var part: String { path + ".part" }

  init() throws { folder = try TemporaryFolder() }

  func content(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }

  /// Every name in the file's folder.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/below")) ?? []).sorted()
  }

  func download(
    _ server: FileServer, _ checksum: Checksum = Self.md5, limits: Downloader.Limits = .init(),
    progress: (DownloadProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> Downloader.Result {
    try Downloader(limits: limits).download(
      [server.url + "file.bin"], to: path, checksum: checksum, progress: progress, shouldStop: shouldStop)
  }

  /// Leaves a part of `count` bytes, as a connection that broke does.
  func breakOff(after count: Int, tag: String? = "\"one\"") throws {
    let server = try FileServer { .init(Self.file, tag: tag, for: $0).cut(after: count) }
    let error = #expect(throws: DownloadError.self) { try download(server) }
    #expect(
      error == .interrupted(url: server.url + "file.bin", received: count, expected: Self.file.count))
    #expect(content(part) == Array(Self.file.prefix(count)))
  }

  /// As `breakOff`, but on `server`, whose answers are cut until told otherwise.
  func breakOff(_ server: FileServer, _ isCut: borrowing Mutex<Bool>, count: Int) throws {
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
}
