import Files

/// The bytes of a file from first to last, unpacked on the way if the file is gzip.
///
/// Whether it is gzip is told by its first two bytes, not by its name: files get renamed.
final class ByteReader: ByteSource {
  let path: String
  /// Bytes in all, or nil for a gzip file, which does not say before its end.
  let size: Int?
  /// A guess at the bytes in all that is exact for a plain file and not outrageous for a packed one.
  let likelySize: Int

  private let file: OpenFile
  /// Bytes of the file that have been read.
  private var position = 0
  private var gzip: GzipDecoder?

  /// - Throws: ``DatasetError/unreadable(path:reason:)``.
  init(path: String) throws(DatasetError) {
    self.path = path
    do throws(FileError) {
      file = try OpenFile(path: path)
      let isGzip = try file.bytes(at: 0, count: min(2, file.size)) == [0x1F, 0x8B]
      size = isGzip ? nil : file.size
      // Pictures seldom pack better than 8 to 1; a set that does costs a few reallocations.
      likelySize = file.size * (isGzip ? 8 : 1)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    gzip = size == nil ? GzipDecoder(path: path) : nil
  }

  /// Fills `buffer`, or as much of it as there are bytes left.
  ///
  /// - Returns: the number of bytes written; less than asked for only at the end.
  /// - Throws: ``DatasetError/unreadable(path:reason:)``, ``DatasetError/corruptGzip(path:found:)``.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    if let gzip {
      return try gzip.decode(into: buffer) { (packed) throws(DatasetError) in try fetch(into: packed) }
    }
    return try fetch(into: buffer)
  }

  /// Bytes as they are in the file; fewer than asked for only at its end.
  private func fetch(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    do throws(FileError) {
      let count = try file.readSome(at: position, into: buffer)
      position += count
      return count
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
  }
}

/// Bytes that come one after the other, of a file or of a member of an archive.
protocol ByteSource: AnyObject {
  /// What an error calls it: the file's path, or the archive's and the member's.
  var path: String { get }
  /// Bytes in all, or nil if that shows only at their end.
  var size: Int? { get }
  /// A guess at the bytes in all that is not outrageous, to reserve memory by.
  var likelySize: Int { get }

  /// Fills `buffer`, or as much of it as there are bytes left.
  ///
  /// - Returns: the number of bytes written; less than asked for only at the end.
  /// - Throws: ``DatasetError`` if the bytes cannot be had or fail a checksum.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int
}

extension ByteSource {
  /// Whether nothing is left. Takes a byte if there is one.
  func isAtEnd() throws(DatasetError) -> Bool {
    let byte = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { byte.deallocate() }
    return try read(into: byte) == 0
  }

  /// Reads to the end, keeping nothing.
  ///
  /// - Parameter limit: stop once more than this many bytes have come.
  /// - Returns: how many bytes came.
  @discardableResult
  func drain(limit: Int = .max) throws(DatasetError) -> Int {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { buffer.deallocate() }
    var total = 0
    while total <= limit {
      let got = try read(into: buffer)
      total += got
      if got < buffer.count { break }
    }
    return total
  }
}
