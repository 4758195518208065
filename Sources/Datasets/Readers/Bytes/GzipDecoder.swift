import CZlib

/// Unpacks gzip data as it comes, one member after the other, and checks each member's length and CRC-32.
final class GzipDecoder {
  private let path: String
  /// zlib keeps this address, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Packed bytes that zlib has not taken yet are in here.
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
  private var finishedMembers = 0
  private var packedBytes = 0
  /// Nothing is open: at the start and after each member.
  private var isBetweenMembers = true

  init(path: String) {
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15: the largest window; 16 more: gzip with its checks, and nothing else.
    inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills `buffer` with unpacked bytes, or as much of it as there are.
  ///
  /// - Parameters:
  ///   - buffer: where they go.
  ///   - fetch: fills the given memory with the next packed bytes and returns how many; 0 at the end.
  /// - Returns: the number of bytes written; less than asked for only at the end.
  /// - Throws: ``DatasetError/corruptGzip(path:found:)``, and what `fetch` throws.
  func decode(
    into buffer: UnsafeMutableRawBufferPointer,
    fetch: (UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int
  ) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count {
      if stream.pointee.avail_in == 0 {
        let got = try fetch(input)
        if got == 0 {
          if isBetweenMembers { break }
          throw .corruptGzip(path: path, found: "an end after \(packedBytes) bytes, within the packed data")
        }
        packedBytes += got
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_in = uInt(got)
      }
      if isBetweenMembers {
        inflateReset(stream)
        isBetweenMembers = false
      }
      // zlib counts room in 32 bits.
      let room = min(buffer.count - filled, Int(Int32.max))
      stream.pointee.next_out = buffer.baseAddress?.advanced(by: filled).assumingMemoryBound(to: Bytef.self)
      stream.pointee.avail_out = uInt(room)
      let status = inflate(stream, Z_NO_FLUSH)
      filled += room - Int(stream.pointee.avail_out)
      try check(status)
    }
    return filled
  }

  private func check(_ status: Int32) throws(DatasetError) {
    switch status {
    case Z_OK: return
    case Z_STREAM_END:
      isBetweenMembers = true
      finishedMembers += 1
    default:
      if finishedMembers > 0, stream.pointee.total_out == 0 {
        throw .corruptGzip(path: path, found: "other bytes after the packed data")
      }
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
      throw .corruptGzip(path: path, found: reason)
    }
  }
}
