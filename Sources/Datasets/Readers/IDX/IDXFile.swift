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

/// The checked header of an IDX file of unsigned bytes that holds at least one item.
///
///     00 00 | type, 08 = unsigned byte | number of dimensions | each dimension, 4 bytes, big-endian
struct IDXHeader {
  /// The number of items first, then the dimensions of one.
  let dimensions: [Int]
  /// Bytes of the header.
  let size: Int

  private let path: String

  /// The types that the format knows.
  private static let types: [UInt8: String] = [
    0x08: "unsigned byte (08)", 0x09: "signed byte (09)", 0x0B: "short (0b)", 0x0C: "int (0c)",
    0x0D: "float (0d)", 0x0E: "double (0e)",
  ]

  /// - Parameters:
  ///   - reader: at the file's beginning; afterwards at its first value.
  ///   - rank: the usual number of dimensions, for what an error says was expected.
  init(_ reader: ByteReader, rank: Int) throws(DatasetError) {
    path = reader.path
    let magic = try Self.bytes(4, after: 0, of: reader, expected: 4 + 4 * rank)
    guard magic[0] == 0, magic[1] == 0, let type = Self.types[magic[2]], magic[3] > 0 else {
      throw .badMagic(
        path: path, expected: Self.hex([0, 0, 8, UInt8(rank)]), found: Self.hex(magic))
    }
    guard magic[2] == 8 else {
      throw .wrongType(path: path, expected: Self.types[8] ?? "", found: type)
    }
    let found = Int(magic[3])
    size = 4 + 4 * found
    let raw = try Self.bytes(4 * found, after: 4, of: reader, expected: size)
    dimensions = (0..<found).map { i in raw[4 * i..<4 * i + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  /// How many items there are, if they have the dimensions `item`. A picture of one channel may say so: both
  /// N x H x W and N x 1 x H x W are pictures of [H, W].
  func count(of item: [Int]) throws(DatasetError) -> Int {
    let found = Array(dimensions.dropFirst())
    guard found == item || item.count == 2 && found == [1] + item else {
      throw .wrongDimensions(path: path, expected: [nil] + item, found: dimensions)
    }
    guard dimensions[0] > 0 else { throw .noSamples(path: path) }
    return dimensions[0]
  }

  /// The size of one picture, for a file of N x H x W or N x C x H x W.
  func shape() throws(DatasetError) -> SampleShape {
    let item = Array(dimensions.dropFirst())
    // Three of 32 bits each can overflow.
    let values = item.reduce(1) { $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1 }
    guard item.count == 2 || item.count == 3, (1...SampleShape.largest).contains(values) else {
      throw .badPictures(path: path, found: dimensions)
    }
    return SampleShape(
      channels: item.count == 3 ? item[0] : 1, height: item[item.count - 2], width: item[item.count - 1])
  }

  private static func bytes(
    _ count: Int, after offset: Int, of reader: ByteReader, expected: Int
  ) throws(DatasetError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    let got = try reader.read(into: buffer)
    if offset + got == 0 { throw .empty(path: reader.path, expected: "an IDX header") }
    guard got == count else {
      throw .truncated(path: reader.path, expected: expected, found: offset + got)
    }
    return Array(buffer)
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
