import CZlib

/// Unpacks a gzip stream as far as it has come.
final class Gunzip {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// Whether the end has come, with the right checksum.
  private(set) var isFinished = false

  init() {
    stream.initialize(to: z_stream())
    inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// - Returns: nil for bytes that are no gzip.
  func text(of packed: [UInt8]) -> String? {
    var packed = packed
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let isWell = packed.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = uInt(input.count)
      while !isFinished {
        let (status, made) = buffer.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = uInt(output.count)
          return (inflate(stream, Z_NO_FLUSH), output.count - Int(stream.pointee.avail_out))
        }
        bytes += buffer[..<made]
        isFinished = status == Z_STREAM_END
        if status == Z_BUF_ERROR || status == Z_OK && made < 64 << 10 { return true }
        if status != Z_OK { return isFinished }
      }
      return true
    }
    return isWell ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
