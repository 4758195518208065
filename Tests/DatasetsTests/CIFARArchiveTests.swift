import Datasets
import Foundation
import Testing

/// CIFAR-10 and CIFAR-100 read straight from their tar.gz.
@Suite struct CIFARArchiveTests {
  private static let name = "cifar-10-binary.tar.gz"

  private func loose(_ name: String, _ files: [String: [UInt8]]) throws -> Dataset {
    let root = try CIFARFixture.root(name, files)
    return try DatasetRegistry.locate(name, roots: [root.path]).load()
  }

  private func load(_ archive: [UInt8]) throws -> Dataset {
    let root = try CIFARFixture.root("cifar10", [Self.name: archive])
    return try DatasetRegistry.locate("cifar10", roots: [root.path]).load()
  }

  /// The error of reading `archive`, which must name it, and after it the member at fault if there is one.
  private func failure(_ archive: [UInt8], member: String? = nil) throws -> DatasetError {
    let root = try CIFARFixture.root("cifar10", [Self.name: archive])
    let path = "\(root.path)/cifar10/\(Self.name)" + (member.map { ": " + $0 } ?? "")
    let error = try #require(
      #expect(throws: DatasetError.self) {
        try DatasetRegistry.locate("cifar10", roots: [root.path]).load()
      })
    #expect("\(error)".hasPrefix(path + ": expected ") && "\(error)".contains(", found "))
    return error
  }

  /// An archive of good files, with one of them as `member` has it.
  private func archive(with name: String, as member: CIFARFixture.Member) -> [UInt8] {
    IDXFixture.gzip(
      CIFARFixture.tar(
        CIFARFixture.cifar10.sorted { $0.key < $1.key }
          .map { ($0.key, $0.key == name ? member : .file($0.value)) }))
  }

  @Test func `the archive and the loose files are the same data`() throws {
    let loose = try loose("cifar10", CIFARFixture.cifar10)
    let packed = try load(CIFARFixture.archive())
    #expect(packed.train.labels == loose.train.labels && packed.test.labels == loose.test.labels)
    #expect(packed.fingerprint == loose.fingerprint)
  }

  @Test func `an archive may be made by the tar command, for either set`() throws {
    for (name, inner, archive, files) in [
      ("cifar10", "cifar-10-batches-bin", "cifar-10-binary.tar.gz", CIFARFixture.cifar10),
      ("cifar100", "cifar-100-binary", "cifar-100-binary.tar.gz", CIFARFixture.cifar100),
    ] {
      let root = try TemporaryFolder()
      for (file, bytes) in files { try root.write(bytes, to: "unpacked/\(inner)/\(file)") }
      let tar = Process()
      tar.executableURL = URL(filePath: "/usr/bin/tar")
      tar.arguments = ["-C", root.path + "/unpacked", "-czf", "\(root.path)/\(archive)", "./" + inner]
      try tar.run()
      tar.waitUntilExit()
      try #require(tar.terminationStatus == 0)
      let located = try DatasetRegistry.locate(name, roots: [root.path])
      #expect(located.place == "\(root.path)/\(archive)")
      #expect(try located.load().fingerprint == loose(name, files).fingerprint)
      // Nothing was unpacked on the way.
      #expect(
        try Set(FileManager.default.contentsOfDirectory(atPath: root.path)) == [archive, "unpacked"])
    }
  }

  @Test func `what is unpacked goes before what is packed, the own folder before the root`() throws {
    let root = try CIFARFixture.root("cifar10", [:])
    func place() throws -> String {
      let place = try DatasetRegistry.locate("cifar10", roots: [root.path]).place
      return String(place.dropFirst(root.path.count + 1))
    }
    try root.write(CIFARFixture.archive(), to: Self.name)
    #expect(try place() == Self.name)
    try root.write(CIFARFixture.archive(), to: "cifar10/" + Self.name)
    #expect(try place() == "cifar10/" + Self.name)
    for (name, bytes) in CIFARFixture.cifar10 {
      try root.write(bytes, to: "cifar10/cifar-10-batches-bin/\(name)")
    }
    #expect(try place() == "cifar10/cifar-10-batches-bin")
    for (name, bytes) in CIFARFixture.cifar10 { try root.write(bytes, to: "cifar10/\(name)") }
    #expect(try place() == "cifar10")
  }

  @Test func `counts come from the headers, without a look at a label`() throws {
    var files = CIFARFixture.cifar10
    files["data_batch_1.bin"] = .init(repeating: 255, count: 2 * 3073)
    let root = try CIFARFixture.root("cifar10", [Self.name: CIFARFixture.archive(files)])
    let counts = try DatasetRegistry.locate("cifar10", roots: [root.path]).counts()
    #expect(counts.train == 2 + 2 + 3 + 4 + 5 && counts.test == 2)
  }

  @Test func `two archives in one root are two sets to the cache`() throws {
    let root = try TemporaryFolder()
    try root.write(CIFARFixture.archive(), to: Self.name)
    let fine = CIFARFixture.cifar100.map { ($0.key, CIFARFixture.Member.file($0.value)) }
    try root.write(IDXFixture.gzip(CIFARFixture.tar(fine)), to: "cifar-100-binary.tar.gz")
    let cache = DatasetCache()
    let coarse = try cache.dataset(named: "cifar10", roots: [root.path])
    #expect(try cache.dataset(named: "cifar100", roots: [root.path]).name == "cifar100")
    #expect(coarse.name == "cifar10")
  }

  @Test func `an archive cut short, within the packed data`() throws {
    let whole = CIFARFixture.archive()
    for length in stride(from: 2, to: whole.count, by: 97) {
      guard case .corruptGzip = try failure(Array(whole[..<length])) else { throw Unexpected() }
    }
    guard case .corruptGzip = try failure(whole.dropLast()) else { throw Unexpected() }
    guard case .corruptGzip = try failure(whole + [1, 2, 3]) else { throw Unexpected() }
    guard case .empty = try failure([]) else { throw Unexpected() }
  }

  @Test func `an archive that was packed when it was already cut short`() throws {
    let whole = CIFARFixture.tar(
      CIFARFixture.cifar10.sorted { $0.key < $1.key }.map { ($0.key, .file($0.value)) })
    // Within a header, within a picture, and within the blocks that fill a member up.
    for length in [100, 512 + 1000, 512 + 3073 + 200] {
      guard case .corruptArchive = try failure(IDXFixture.gzip(Array(whole[..<length]))) else {
        throw Unexpected()
      }
    }
    // Where the second member would begin.
    guard case .missingMembers(_, let missing) = try failure(IDXFixture.gzip(Array(whole[..<4096]))) else {
      throw Unexpected()
    }
    #expect(missing == (2...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"])
  }

  @Test func `no flipped bit lets wrong values through`() throws {
    let whole = CIFARFixture.archive()
    let fingerprint = try load(whole).fingerprint
    var errors = 0
    let bits = stride(from: 0, to: whole.count * 8, by: 149)
    for bit in bits {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      do {
        // Some bits mean nothing: the packed data's time and system.
        #expect(try load(bytes).fingerprint == fingerprint, "bit \(bit)")
      } catch is DatasetError {
        errors += 1
      }
    }
    #expect(errors > Array(bits).count * 9 / 10)
    var bytes = whole
    bytes[whole.count - 8] ^= 1
    guard case .corruptGzip(_, "incorrect data check") = try failure(bytes) else { throw Unexpected() }
  }

  @Test func `the checksum is compared even if it comes long after the last member`() throws {
    let tar = CIFARFixture.tar(CIFARFixture.cifar10.map { ($0.key, .file($0.value)) })
    var bytes = IDXFixture.gzip(tar + [UInt8](repeating: 0, count: 1 << 20))
    #expect(try load(bytes).train.count == 15)
    bytes[bytes.count - 8] ^= 1
    guard case .corruptGzip(_, "incorrect data check") = try failure(bytes) else { throw Unexpected() }
  }

  @Test func `a damaged header of a member`() throws {
    var tar = CIFARFixture.tar(
      CIFARFixture.cifar10.sorted { $0.key < $1.key }.map { ($0.key, .file($0.value)) })
    // The second member's header begins where the first's 3073 bytes, filled up to 512s, end.
    tar[4096 + 130] ^= 1
    guard case .corruptArchive = try failure(IDXFixture.gzip(tar)) else { throw Unexpected() }
  }

  @Test func `something else under the archive's name`() throws {
    let text = Array("<html>404 Not Found</html>".utf8)
    guard case .corruptArchive = try failure(text) else { throw Unexpected() }
    guard case .corruptArchive = try failure(IDXFixture.gzip(text)) else { throw Unexpected() }
    let root = try CIFARFixture.root("cifar10/" + Self.name, ["a": []])
    guard
      case .notFound? = #expect(
        throws: DatasetError.self, performing: { try DatasetRegistry.locate("cifar10", roots: [root.path]) })
    else { throw Unexpected() }
  }

  @Test func `an archive without one of the files`() throws {
    var files = CIFARFixture.cifar10
    files["data_batch_4.bin"] = nil
    files["test_batch.bin"] = nil
    let archive = CIFARFixture.archive(files)
    guard case .missingMembers(_, ["data_batch_4.bin", "test_batch.bin"]) = try failure(archive) else {
      throw Unexpected()
    }
    let root = try CIFARFixture.root("cifar10", [Self.name: archive])
    let located = try DatasetRegistry.locate("cifar10", roots: [root.path])
    #expect(throws: DatasetError.self) { try located.counts() }
  }

  @Test func `a member that is no file, or is there twice`() throws {
    let name = "data_batch_3.bin"
    for (member, kind) in [
      (CIFARFixture.Member.symbolicLink(to: "/etc/passwd"), "a symbolic link"),
      (.hardLink(to: "data_batch_1.bin"), "a link to another member"), (.folder, "a folder"),
    ] {
      guard
        case .badMember(_, name, "a regular file", kind) = try failure(
          archive(with: name, as: member), member: name)
      else { throw Unexpected() }
    }
    let good = CIFARFixture.cifar10.sorted { $0.key < $1.key }.map {
      ($0.key, CIFARFixture.Member.file($0.value))
    }
    let twice = IDXFixture.gzip(
      CIFARFixture.tar(good + [("again/" + name, .file(CIFARFixture.file(labels: [[1]])))]))
    guard case .badMember(_, name, "one file of that name", _) = try failure(twice, member: name) else {
      throw Unexpected()
    }
  }

  @Test func `a member that is empty, too long, not of whole records, or has a label that is none`() throws {
    let name = "test_batch.bin"
    func failure(_ bytes: [UInt8]) throws -> DatasetError {
      try self.failure(archive(with: name, as: .file(bytes)), member: name)
    }
    guard case .empty = try failure([]) else { throw Unexpected() }
    guard case .wrongLength(_, 3073, 3074) = try failure(.init(repeating: 0, count: 3074)) else {
      throw Unexpected()
    }
    let long = [UInt8](repeating: 0, count: 10_001 * 3073)
    guard case .tooLong(_, 30_730_000, long.count) = try failure(long) else { throw Unexpected() }
    guard case .labelOutOfRange(_, 1, 10, 255) = try failure(CIFARFixture.file(labels: [[0], [255]])) else {
      throw Unexpected()
    }
  }

  @Test func `a member whose header promises terabytes`() throws {
    var tar = CIFARFixture.tar(
      CIFARFixture.cifar10.sorted { $0.key < $1.key }.map { ($0.key, .file($0.value)) })
    // The first header's size field, in octal, and its checksum: the sum of all bytes, itself taken as blanks.
    tar.replaceSubrange(124..<135, with: Array("77777777777".utf8))
    tar.replaceSubrange(148..<156, with: [UInt8](repeating: 32, count: 8))
    let sum = String(tar[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
    tar.replaceSubrange(
      148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum).utf8) + [0, 32])
    guard
      case .tooLong(_, _, 0o77777777777) = try failure(IDXFixture.gzip(tar), member: "data_batch_1.bin")
    else { throw Unexpected() }
  }

  /// The error was not the one that the test is about; the failed `guard` shows which line.
  struct Unexpected: Error {}
}
