import CZlib
import Files
import Foundation

/// The decoded pixels of a list of pictures, kept in one file, so that they are decoded once.
///
///     "BEARPIX1" | pictures | bytes of one | checksum of the list | checksum of the pixels | pixels
///
/// Numbers have 8 bytes, little-endian; checksums are CRC-32. The list's covers every picture's path, size and time
/// of its last change, so a file changed, added, removed or renamed makes the cache stale. A cache that is stale, cut
/// short or damaged is never used.
struct JPEGPixelCache {
  private static let magic: [UInt8] = Array("BEARPIX1".utf8)
  private static let headerSize = 40

  let path: String

  /// The pixels of `sections`, or nil if they are not here.
  ///
  /// - Parameters:
  ///   - sections: how many pictures each has, in the file's order.
  ///   - list: ``checksum(ofList:)`` of all of them.
  ///   - size: bytes of one picture.
  func read(sections: [Int], list: UInt, size: Int) -> [[UInt8]]? {
    guard let reader = try? ByteReader(path: path) else { return nil }
    let count = sections.reduce(0, +)
    guard reader.size == Self.headerSize + count * size, let header = Self.take(Self.headerSize, of: reader)
    else { return nil }
    let known = Self.header(count: count, size: size, list: list, pixels: 0).dropLast(8)
    guard header.starts(with: known) else { return nil }
    var checksum: UInt = crc32_z(0, nil, 0)
    var parts: [[UInt8]] = []
    for section in sections {
      guard let part = Self.take(section * size, of: reader) else { return nil }
      checksum = Self.crc(checksum, part)
      parts.append(part)
    }
    let expected = header.suffix(8).reversed().reduce(UInt(0)) { $0 << 8 | UInt($1) }
    return checksum == expected ? parts : nil
  }

  /// Keeps the pixels, in place of what was kept before. The file gets its name when it is whole and on the disk.
  ///
  /// - Returns: whether it could; a disk that is full or not ours is no reason not to train.
  func write(_ sections: [[UInt8]], list: UInt, size: Int) -> Bool {
    let count = sections.reduce(0) { $0 + $1.count } / size
    let checksum = sections.reduce(crc32_z(0, nil, 0)) { Self.crc($0, $1) }
    try? Folder.make((path as NSString).deletingLastPathComponent)
    guard let part = try? PartialFile(target: path) else { return false }
    do throws(FileError) {
      try part.truncate()
      for bytes in [Self.header(count: count, size: size, list: list, pixels: checksum)] + sections {
        var failure: FileError?
        bytes.withUnsafeBytes { bytes in
          do throws(FileError) { try part.append(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
      }
      try part.commit()
      return true
    } catch {
      part.discard()
      return false
    }
  }

  /// Stands for a list of files and the state that each is in.
  ///
  /// - Throws: ``DatasetError/missing(path:expected:)`` for a file that is not there.
  static func checksum(ofList paths: [String]) throws(DatasetError) -> UInt {
    var sum: UInt = crc32_z(0, nil, 0)
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw .missing(path: path, expected: "a picture")
      }
      let time = status.st_mtim
      sum = crc(sum, Array("\(path)\0\(status.st_size)\0\(time.tv_sec)\0\(time.tv_nsec)\n".utf8))
    }
    return sum
  }

  private static func header(count: Int, size: Int, list: UInt, pixels: UInt) -> [UInt8] {
    [UInt(count), UInt(size), list, pixels].reduce(into: magic) { bytes, number in
      for shift in stride(from: UInt(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
  }

  private static func take(_ count: Int, of reader: ByteReader) -> [UInt8]? {
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      got = (try? reader.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
      filled = min(got, count)
    }
    return got == count ? bytes : nil
  }

  private static func crc(_ sum: UInt, _ bytes: [UInt8]) -> UInt {
    bytes.withUnsafeBufferPointer { crc32_z(sum, $0.baseAddress, $0.count) }
  }
}
