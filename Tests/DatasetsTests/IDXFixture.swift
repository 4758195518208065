import CZlib
import Datasets

/// Small files in the IDX format.
enum IDXFixture {
  /// A whole file, as the format's description has it.
  static func file(type: UInt8 = 8, dimensions: [Int], bytes: [UInt8]) -> [UInt8] {
    let sizes = dimensions.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
    return [0, 0, type, UInt8(dimensions.count)] + sizes + bytes
  }

  static func labels(_ labels: [UInt8]) -> [UInt8] { file(dimensions: [labels.count], bytes: labels) }

  /// Pictures of 2 x 3 pixels: the pixels of picture i are 6i, 6i + 1, ...
  static func images(_ count: Int) -> [UInt8] {
    file(
      dimensions: [count, 2, 3], bytes: (0..<count * 6).map { UInt8(truncatingIfNeeded: $0) })
  }

  /// What goes with `images` and `labels` of up to 4 classes.
  static let descriptor = DatasetDescriptor(
    name: "tiny", shape: SampleShape(channels: 1, height: 2, width: 3), classes: 4,
    reader: IDXReader.standard, advice: "run the tests")

  /// A good dataset of 5 training samples and 3 test samples in `root`, by names below `tiny/`.
  static let goodFiles: [String: [UInt8]] = [
    "train-images-idx3-ubyte": images(5), "train-labels-idx1-ubyte": labels([0, 1, 2, 3, 0]),
    "t10k-images-idx3-ubyte": images(3), "t10k-labels-idx1-ubyte": labels([3, 3, 1]),
  ]

  /// Writes `files` below `tiny/` of a new folder.
  static func folder(_ files: [String: [UInt8]] = goodFiles) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(bytes, to: "tiny/\(name)") }
    return folder
  }

  /// `bytes` as one gzip member, made by zlib.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var packed = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 64)
    var input = bytes
    input.withUnsafeMutableBufferPointer { input in
      packed.withUnsafeMutableBufferPointer { packed in
        stream.next_in = input.baseAddress
        stream.avail_in = uInt(input.count)
        stream.next_out = packed.baseAddress
        stream.avail_out = uInt(packed.count)
        deflate(&stream, Z_FINISH)
      }
    }
    return Array(packed.prefix(packed.count - Int(stream.avail_out)))
  }
}
