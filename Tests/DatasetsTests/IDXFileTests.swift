import Datasets
import Testing

@Suite struct IDXFileTests {
  private static let item = [2, 3]

  /// Reads `bytes` from a file of pictures of 2 x 3.
  private func read(_ bytes: [UInt8], item: [Int] = item) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    return try IDXFile.read(path: folder.write(bytes, to: "file"), item: item)
  }

  /// The error of reading `bytes` from a file, which must name that file.
  private func failure(_ bytes: [UInt8], item: [Int] = item) throws -> DatasetError? {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "damaged")
    let error = #expect(throws: DatasetError.self) { try IDXFile.read(path: path, item: item) }
    let text = "\(try #require(error))"
    #expect(text.hasPrefix(path + ": expected ") && text.contains(", found "))
    return error
  }

  @Test func `pictures and labels come back as they are, plain and packed`() throws {
    let pixels = (0..<24).map { UInt8($0) }
    #expect(try read(IDXFixture.images(4)) == pixels)
    #expect(try read(IDXFixture.gzip(IDXFixture.images(4))) == pixels)
    #expect(try read(IDXFixture.labels([7, 0, 255]), item: []) == [7, 0, 255])
    let deep = IDXFixture.file(dimensions: [2, 3, 2, 2], bytes: pixels)
    #expect(try read(deep, item: [3, 2, 2]) == pixels)
  }

  @Test func `a large file that packs very well comes back whole`() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 >> 16) }
    let file = IDXFixture.file(dimensions: [bytes.count], bytes: bytes)
    #expect(try read(IDXFixture.gzip(file), item: []) == bytes)
    #expect(try read(file, item: []) == bytes)
  }

  @Test func `several gzip members one after the other are one file`() throws {
    let file = IDXFixture.images(4)
    let packed =
      IDXFixture.gzip(Array(file[..<9])) + IDXFixture.gzip([]) + IDXFixture.gzip(Array(file[9...]))
    #expect(try read(packed) == (0..<24).map { UInt8($0) })
  }

  @Test func `the header alone tells the count`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(IDXFixture.gzip(IDXFixture.labels([1, 2, 3])), to: "labels")
    #expect(try IDXFile.count(path: path, item: []) == 3)
  }

  @Test func `an empty file`() throws {
    guard case .empty = try failure([]) else { throw Unexpected() }
    guard case .empty = try failure(IDXFixture.gzip([])) else { throw Unexpected() }
  }

  @Test(arguments: [false, true])
  func `a file cut short, at every length`(packed: Bool) throws {
    let whole = IDXFixture.images(2)
    for length in 1..<whole.count {
      let part = Array(whole[..<length])
      guard case .truncated(_, let expected, let found) = try failure(packed ? IDXFixture.gzip(part) : part)
      else { throw Unexpected() }
      #expect(found == length)
      #expect(expected == (length < 4 ? 16 : length < 16 ? 16 : 28))
    }
  }

  @Test func `a gzip file cut short, at every length`() throws {
    let whole = IDXFixture.gzip(IDXFixture.images(2))
    for length in 2..<whole.count {
      guard case .corruptGzip(_, let found) = try failure(Array(whole[..<length])) else { throw Unexpected() }
      #expect(found.contains("an end after \(length) bytes"))
    }
  }

  @Test func `bytes after the last item`() throws {
    guard case .oversized(_, 28, 31) = try failure(IDXFixture.images(2) + [1, 2, 3]) else {
      throw Unexpected()
    }
    let packed = IDXFixture.gzip(IDXFixture.images(2) + [1, 2, 3])
    guard case .oversized(_, 28, nil) = try failure(packed) else { throw Unexpected() }
    let members = IDXFixture.gzip(IDXFixture.images(2)) + IDXFixture.gzip([1])
    guard case .oversized(_, 28, nil) = try failure(members) else { throw Unexpected() }
  }

  @Test func `other bytes after the packed data`() throws {
    let bytes = IDXFixture.gzip(IDXFixture.images(2)) + Array("garbage".utf8)
    guard case .corruptGzip(_, "other bytes after the packed data") = try failure(bytes)
    else { throw Unexpected() }
  }

  @Test func `no flipped bit of packed data lets wrong values through`() throws {
    let whole = IDXFixture.gzip(IDXFixture.images(8))
    let folder = try TemporaryFolder()
    var errors = 0
    for bit in 0..<whole.count * 8 {
      var bytes = whole
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      let path = try folder.write(bytes, to: "damaged")
      do {
        // Some bits mean nothing: the header's time and system, the padding of a block.
        #expect(try IDXFile.read(path: path, item: Self.item) == (0..<48).map { UInt8($0) }, "bit \(bit)")
      } catch {
        errors += 1
      }
    }
    #expect(errors > whole.count * 6)
    var bytes = whole
    bytes[whole.count - 8] ^= 1
    guard case .corruptGzip(_, "incorrect data check") = try failure(bytes) else { throw Unexpected() }
    bytes = whole
    bytes[whole.count - 4] ^= 1
    guard case .corruptGzip(_, "incorrect length check") = try failure(bytes) else { throw Unexpected() }
  }

  @Test func `wrong first bytes`() throws {
    let expected = "00 00 08 03"
    for (start, found) in [("PNG\n", "50 4e 47 0a"), ("\u{0}\u{0}\u{7}\u{3}", "00 00 07 03")] {
      let bytes = Array(start.utf8) + IDXFixture.images(2).dropFirst(4)
      guard case .badMagic(_, expected, found) = try failure(bytes) else { throw Unexpected() }
    }
    guard case .badMagic = try failure(IDXFixture.file(dimensions: [], bytes: [])) else { throw Unexpected() }
  }

  @Test(arguments: [0x09, 0x0B, 0x0C, 0x0D, 0x0E] as [UInt8])
  func `another type of number`(_ type: UInt8) throws {
    let bytes = IDXFixture.file(type: type, dimensions: [1, 2, 3], bytes: .init(repeating: 0, count: 48))
    guard case .wrongType(_, "unsigned byte (08)", let found) = try failure(bytes) else { throw Unexpected() }
    #expect(found.hasSuffix("(0\(String(type, radix: 16)))"))
  }

  @Test func `other dimensions, or another number of them`() throws {
    let square = IDXFixture.file(dimensions: [2, 3, 2], bytes: .init(repeating: 0, count: 12))
    guard case .wrongDimensions(_, [nil, 2, 3], [2, 3, 2]) = try failure(square) else { throw Unexpected() }
    let labels = IDXFixture.labels([1, 2])
    guard case .wrongDimensions(_, [nil, 2, 3], [2]) = try failure(labels) else { throw Unexpected() }
    let images = IDXFixture.images(2)
    guard case .wrongDimensions(_, [nil], [2, 2, 3]) = try failure(images, item: []) else {
      throw Unexpected()
    }
  }

  @Test func `a count of zero`() throws {
    guard case .noSamples = try failure(IDXFixture.images(0)) else { throw Unexpected() }
  }

  @Test(arguments: [false, true])
  func `a header that promises terabytes is found out before any are allocated`(packed: Bool) throws {
    let bytes = IDXFixture.file(dimensions: [Int(UInt32.max), 2, 3], bytes: [1, 2, 3])
    guard case .truncated(_, let expected, 19) = try failure(packed ? IDXFixture.gzip(bytes) : bytes)
    else { throw Unexpected() }
    #expect(expected == 16 + Int(UInt32.max) * 6)
    // 4 petabytes, so that even an untouched allocation of the whole would be refused.
    let huge = IDXFixture.file(dimensions: [Int(UInt32.max), 1 << 10, 1 << 10], bytes: [1])
    guard case .truncated = try failure(packed ? IDXFixture.gzip(huge) : huge, item: [1 << 10, 1 << 10])
    else { throw Unexpected() }
  }

  @Test func `a file that is not there, or is a folder`() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path + "/none", folder.path] {
      let error = #expect(throws: DatasetError.self) { try IDXFile.read(path: path, item: []) }
      guard case .unreadable(path, _) = error else { throw Unexpected() }
    }
  }

  /// The error was not the one that the test is about; the failed `guard` shows which line.
  struct Unexpected: Error {}
}
