import Glibc

/// The bytes of a file from first to last, unpacked on the way if the file is gzip.
///
/// Whether it is gzip is told by its first two bytes, not by its name: files get renamed.
final class ByteReader: ByteSource {
  let path: String
  /// Bytes in all, or nil for a gzip file, which does not say before its end.
  let size: Int?
  /// A guess at the bytes in all that is exact for a plain file and not outrageous for a packed one.
  let likelySize: Int

  private let descriptor: Int32
  private var gzip: GzipDecoder?

  /// - Throws: ``DatasetError/unreadable(path:reason:)``.
  init(path: String) throws(DatasetError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.reason) }
    var status = stat()
    var start: [UInt8] = [0, 0]
    guard fstat(descriptor, &status) == 0, pread(descriptor, &start, 2, 0) >= 0 else {
      let reason = Self.reason
      close(descriptor)
      throw .unreadable(path: path, reason: reason)
    }
    let isGzip = start == [0x1F, 0x8B]
    size = isGzip ? nil : Int(status.st_size)
    // Pictures seldom pack better than 8 to 1; a set that does costs a few reallocations.
    likelySize = Int(status.st_size) * (isGzip ? 8 : 1)
    gzip = isGzip ? GzipDecoder(path: path) : nil
  }

  deinit { close(descriptor) }

  /// Fills `buffer`, or as much of it as there are bytes left.
  ///
  /// - Returns: the number of bytes written; less than asked for only at the end.
  /// - Throws: ``DatasetError/unreadable(path:reason:)``, ``DatasetError/corruptGzip(path:found:)``.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    if let gzip {
      return try gzip.decode(into: buffer) { (packed) throws(DatasetError) in try fetch(into: packed) }
    }
    var filled = 0
    while filled < buffer.count {
      let got = try fetch(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Some bytes as they are in the file; 0 at its end.
  private func fetch(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    while true {
      let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if got >= 0 { return got }
      // A signal came first; the read has yet to happen.
      if errno != EINTR { throw .unreadable(path: path, reason: Self.reason) }
    }
  }

  private static var reason: String { String(cString: strerror(errno)) }
}
