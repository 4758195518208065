import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Datasets

/// What can go wrong with a download, and what is told of it.
extension DownloaderTests {
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
