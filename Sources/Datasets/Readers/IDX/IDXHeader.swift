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
