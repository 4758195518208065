import CArchive
import Files
import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Datasets

/// Datasets on their way from a real socket into a folder.
@Suite struct DatasetFetcherTests {
  private let folder: TemporaryFolder
  private var place: String { folder.path + "/set" }

  init() throws { folder = try TemporaryFolder() }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).sorted()
  }

  private func md5(_ bytes: [UInt8]) throws -> Checksum {
    let digest = try #require(Digest(.md5))
    bytes.withUnsafeBytes { digest.add($0) }
    return .md5(digest.finish())
  }

  /// One entry of an archive.
  private struct Entry {
    var name: String
    var text = ""
    var kind: mode_t = S_IFREG
    var link: String?
  }

  /// A zip archive, made by libarchive.
  private func zip(_ entries: [Entry]) throws -> [UInt8] {
    let path = folder.path + "/made.zip"
    let writer = archive_write_new()
    defer { archive_write_free(writer) }
    archive_write_set_format_zip(writer)
    try #require(archive_write_open_filename(writer, path) == ARCHIVE_OK)
    for entry in entries {
      let header = archive_entry_new()
      defer { archive_entry_free(header) }
      archive_entry_set_pathname(header, entry.name)
      archive_entry_set_filetype(header, UInt32(entry.kind))
      archive_entry_set_perm(header, 0o644)
      archive_entry_set_size(header, Int64(entry.text.utf8.count))
      if let link = entry.link { archive_entry_set_symlink(header, link) }
      try #require(archive_write_header(writer, header) == ARCHIVE_OK)
      let bytes = Array(entry.text.utf8)
      if !bytes.isEmpty { archive_write_data(writer, bytes, bytes.count) }
    }
    archive_write_close(writer)
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  private func sources(_ archive: [UInt8]) throws -> DatasetSources {
    DatasetSources(
      addresses: ["http://127.0.0.1:9/"], files: [.init("a.zip", try md5(archive))], unpackedFolder: "inner")
  }

  private let good = [
    Entry(name: "inner/", kind: S_IFDIR), Entry(name: "inner/wnids.txt", text: "n01\n"),
    // Nothing that packs to nothing: in a long run, a changed bit may make no difference.
    Entry(
      name: "inner/deep/er/x.txt",
      text: String((0..<40_000).map { "\($0 * 7919 % 100_003)" }.joined().prefix(180_000))),
    Entry(name: "inner/empty.txt"),
  ]

  @Test func `files come from the mirror, and only those that are not there`() throws {
    let files = ["a.gz": [UInt8]("first".utf8), "b.gz": [UInt8]("second".utf8)]
    let sources = try DatasetSources(
      addresses: ["http://127.0.0.1:9/"],
      files: files.sorted { $0.key < $1.key }.map { .init($0, try md5($1)) })
    let server = try FileServer { .init(files[String($0.path.dropFirst("/some/".count))] ?? [], for: $0) }
    try folder.write([1], to: "set/a.gz")
    try folder.write(try #require(files["b.gz"]), to: "set/b.gz")
    var events: [DatasetFetcher.Event] = []
    try DatasetFetcher(sources, mirror: server.url + "some").fetch(into: place) { event in
      if case .progress = event { return }
      events.append(event)
    }
    #expect(
      events == [
        .replacing(path: place + "/a.gz"),
        .downloaded(path: place + "/a.gz", from: server.url + "some/a.gz"), .present(path: place + "/b.gz"),
      ])
    #expect(FileManager.default.contents(atPath: place + "/a.gz") == Data("first".utf8))
    #expect(server.requests.map(\.path) == ["/some/a.gz"])
  }

  @Test func `an archive is unpacked under its folder's name, and not again`() throws {
    let archive = try zip(good)
    let server = try FileServer { .init(archive, for: $0) }
    let fetcher = try DatasetFetcher(sources(archive), mirror: server.url)
    // What a killed process left.
    try folder.write([1], to: "set/inner.unpacking/inner/old.txt")
    var last: DatasetFetcher.Event?
    try fetcher.fetch(into: place) { last = $0 }
    #expect(last == .unpacked(path: place + "/inner", files: 3))
    #expect(names == ["a.zip", "inner"])
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: place + "/inner").sorted()
        == ["deep", "deep/er", "deep/er/x.txt", "empty.txt", "wnids.txt"])
    #expect(FileManager.default.contents(atPath: place + "/inner/deep/er/x.txt")?.count == 180_000)
    try fetcher.fetch(into: place) { last = $0 }
    #expect(last == .present(path: place + "/inner"))
    #expect(server.requests.count == 1)
    // The archive is still there, so a folder that went needs no server.
    try FileManager.default.removeItem(atPath: place + "/inner")
    try fetcher.fetch(into: place)
    #expect(names == ["a.zip", "inner"])
    #expect(server.requests.count == 1)
  }

  @Test(arguments: ["/tmp/bearing-evil", "../evil", "inner/../../evil", "inner/link", "inner/wnids.txt"])
  func `an archive that would write elsewhere is refused, whole`(name: String) throws {
    let isLink = name == "inner/link"
    let archive = try zip(
      good + [Entry(name: name, kind: isLink ? S_IFLNK : S_IFREG, link: isLink ? "/etc" : nil)])
    let server = try FileServer { .init(archive, for: $0) }
    let error = #expect(throws: DownloadError.self) {
      try DatasetFetcher(sources(archive), mirror: server.url).fetch(into: place)
    }
    guard case .badArchive(place + "/a.zip", name, _) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(names == ["a.zip"])
    #expect(access("/tmp/bearing-evil", F_OK) != 0 && access(folder.path + "/evil", F_OK) != 0)
  }

  @Test(arguments: ["not an archive", "cut", "a byte", "another folder"])
  func `an archive that is damaged leaves nothing`(how: String) throws {
    var archive = try zip(good)
    switch how {
    case "cut": archive = Array(archive.prefix(archive.count / 2))
    case "a byte":
      archive[try #require(archive.firstRange(of: Array("er/x.txt".utf8))).upperBound + 5_000] ^= 0x55
    case "another folder": archive = try zip([Entry(name: "outer/wnids.txt", text: "n01\n")])
    default: archive = Array("hello".utf8)
    }
    let file = archive
    let server = try FileServer { .init(file, for: $0) }
    let error = #expect(throws: DownloadError.self) {
      try DatasetFetcher(sources(file), mirror: server.url).fetch(into: place)
    }
    guard case .badArchive(place + "/a.zip", _, _) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(names == ["a.zip"])
  }

  @Test func `stopped while unpacking, nothing half stays`() throws {
    let archive = try zip(good)
    let server = try FileServer { .init(archive, for: $0) }
    var isThere = false
    let error = #expect(throws: DownloadError.self) {
      try DatasetFetcher(sources(archive), mirror: server.url).fetch(
        into: place, report: { if case .downloaded = $0 { isThere = true } }, shouldStop: { isThere })
    }
    #expect(error == .stopped(path: place + "/a.zip", received: archive.count))
    #expect(names == ["a.zip"])
  }

  @Test func `every registered dataset has sources, with whole checksums and addresses that end in a slash`()
  {
    for descriptor in DatasetRegistry.all {
      guard let sources = descriptor.sources else {
        Issue.record("\(descriptor.name) has none")
        continue
      }
      #expect(!sources.addresses.isEmpty && !sources.files.isEmpty)
      #expect(sources.addresses.allSatisfy { $0.hasPrefix("http") && $0.hasSuffix("/") })
      for file in sources.files {
        #expect(file.checksum.hex.count == 32 && file.checksum.hex.allSatisfy(\.isHexDigit), "\(file.name)")
        #expect(sources.urls(of: file, mirror: "http://m/x") == ["http://m/x/\(file.name)"])
        // What is fetched is what the reader looks for.
        let names = descriptor.reader.layouts.flatMap(\.files).flatMap { [$0.name, $0.name + ".gz"] }
        #expect(
          names.contains(file.name) || sources.unpackedFolder != nil, "\(descriptor.name): \(file.name)")
      }
    }
  }
}
