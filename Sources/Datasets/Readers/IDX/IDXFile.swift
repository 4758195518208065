/// An IDX file of unsigned bytes, plain or gzip: a header, then the values.
///
/// - Source: the format's description on the page of the MNIST database (LeCun, Cortes, Burges).
package enum IDXFile {
  /// Bytes asked of the reader at a time.
  private static let piece = 1 << 20

  /// Reads a file whose first dimension counts items.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - item: the dimensions that one item must have; none for labels, [height, width] for grey pictures. These
  ///     may have a first dimension of 1 in the file.
  /// - Returns: the items' bytes, one item after the other.
  /// - Throws: ``DatasetError`` if anything about the file is not as it should be, its gzip checksum included.
  /// - Complexity: never allocates much more than the file really holds, whatever its header says.
  package static func read(path: String, item: [Int]) throws(DatasetError) -> [UInt8] {
    let reader = try ByteReader(path: path)
    let header = try IDXHeader(reader, rank: item.count + 1)
    // Cannot overflow: the count has 32 bits, and `item` is a picture's size from a descriptor.
    let payload = try item.reduce(header.count(of: item), *)
    let total = header.size + payload
    if let size = reader.size {
      guard size >= total else { throw .truncated(path: path, expected: total, found: size) }
      guard size == total else { throw .oversized(path: path, expected: total, found: size) }
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(payload, reader.likelySize))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(payload, piece), alignment: 64)
    defer { buffer.deallocate() }
    while bytes.count < payload {
      let wanted = min(payload - bytes.count, buffer.count)
      let got = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
      guard got == wanted else {
        throw .truncated(path: path, expected: total, found: header.size + bytes.count)
      }
    }
    // Also makes a gzip file's checksum be read and compared.
    guard try reader.isAtEnd() else { throw .oversized(path: path, expected: total, found: nil) }
    return bytes
  }

  /// How many items the header counts.
  ///
  /// - Throws: ``DatasetError`` if the header is damaged; what follows it is not looked at.
  package static func count(path: String, item: [Int]) throws(DatasetError) -> Int {
    try IDXHeader(ByteReader(path: path), rank: item.count + 1).count(of: item)
  }

  /// The size of the pictures in a file of N x height x width or N x channels x height x width, from its header.
  ///
  /// - Throws: ``DatasetError`` if the header is damaged or is not one of pictures of
  ///   1 to ``SampleShape/largest`` values.
  package static func shape(path: String) throws(DatasetError) -> SampleShape {
    try IDXHeader(ByteReader(path: path), rank: 3).shape()
  }
}
