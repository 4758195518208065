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
