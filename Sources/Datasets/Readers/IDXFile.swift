/// An IDX file of unsigned bytes, plain or gzip.
///
///     00 00 | type, 08 = unsigned byte | number of dimensions | each dimension, 4 bytes, big-endian | values
///
/// - Source: the format's description on the page of the MNIST database (LeCun, Cortes, Burges).
package enum IDXFile {
  /// The types that the format knows.
  private static let types: [UInt8: String] = [
    0x08: "unsigned byte (08)", 0x09: "signed byte (09)", 0x0B: "short (0b)", 0x0C: "int (0c)",
    0x0D: "float (0d)", 0x0E: "double (0e)",
  ]

  /// Bytes asked of the reader at a time.
  private static let piece = 1 << 20

  /// Reads a file whose first dimension counts items.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - item: the dimensions that one item must have; none for labels, [height, width] for pictures.
  /// - Returns: the items' bytes, one item after the other.
  /// - Throws: ``DatasetError`` if anything about the file is not as it should be, its gzip checksum included.
  /// - Complexity: never allocates much more than the file really holds, whatever its header says.
  package static func read(path: String, item: [Int]) throws(DatasetError) -> [UInt8] {
    let reader = try ByteReader(path: path)
    let header = try Header(reader, item: item)
    if let size = reader.size {
      guard size >= header.total else {
        throw .truncated(path: path, expected: header.total, found: size)
      }
      guard size == header.total else {
        throw .oversized(path: path, expected: header.total, found: size)
      }
    }
    let payload = header.total - header.size
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(payload, reader.likelySize))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(payload, piece), alignment: 64)
    defer { buffer.deallocate() }
    while bytes.count < payload {
      let wanted = min(payload - bytes.count, buffer.count)
      let got = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
      guard got == wanted else {
        throw .truncated(path: path, expected: header.total, found: header.size + bytes.count)
      }
    }
    // Also makes a gzip file's checksum be read and compared.
    guard try reader.isAtEnd() else { throw .oversized(path: path, expected: header.total, found: nil) }
    return bytes
  }

  /// How many items the header counts.
  ///
  /// - Throws: ``DatasetError`` if the header is damaged; what follows it is not looked at.
  package static func count(path: String, item: [Int]) throws(DatasetError) -> Int {
    try Header(ByteReader(path: path), item: item).count
  }

  /// A checked header.
  private struct Header {
    let count: Int
    /// Bytes of the header.
    let size: Int
    /// Bytes that the unpacked file must have.
    let total: Int

    init(_ reader: ByteReader, item: [Int]) throws(DatasetError) {
      let path = reader.path
      size = 4 + 4 * (item.count + 1)
      let magic = try Self.bytes(4, after: 0, of: reader, expected: size)
      let wanted: [UInt8] = [0, 0, 8, UInt8(item.count + 1)]
      guard magic[0] == 0, magic[1] == 0, let type = types[magic[2]], magic[3] > 0 else {
        throw .badMagic(path: path, expected: Self.hex(wanted), found: Self.hex(magic))
      }
      guard magic[2] == 8 else { throw .wrongType(path: path, expected: types[8] ?? "", found: type) }
      let rank = Int(magic[3])
      let raw = try Self.bytes(4 * rank, after: 4, of: reader, expected: 4 + 4 * rank)
      let dimensions = (0..<rank).map { i in raw[4 * i..<4 * i + 4].reduce(0) { $0 << 8 | Int($1) } }
      guard Array(dimensions.dropFirst()) == item else {
        throw .wrongDimensions(path: path, expected: [nil] + item, found: dimensions)
      }
      count = dimensions[0]
      guard count > 0 else { throw .noSamples(path: path) }
      // Cannot overflow: the count has 32 bits, and `item` is a picture's size from a descriptor.
      total = size + item.reduce(count, *)
    }

    private static func bytes(
      _ count: Int, after offset: Int, of reader: ByteReader, expected: Int
    ) throws(DatasetError) -> [UInt8] {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
      defer { buffer.deallocate() }
      let got = try reader.read(into: buffer)
      if offset + got == 0 { throw .empty(path: reader.path) }
      guard got == count else {
        throw .truncated(path: reader.path, expected: expected, found: offset + got)
      }
      return Array(buffer)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
  }
}
