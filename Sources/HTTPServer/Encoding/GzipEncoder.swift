import CZlib

/// Packs bytes that come piece by piece into one gzip stream (RFC 1952).
///
/// At zlib's fastest level: points as JSON shrink to nearly the same, several times as fast.
final class GzipEncoder {
  /// What is to come out when some bytes have gone in.
  enum Flush {
    /// Whatever zlib likes.
    case none
    /// All of it, so that a reader has it before the next bytes are there.
    case sync
    /// All of it, and the end.
    case finish

    var code: Int32 {
      switch self {
      case .none: Z_NO_FLUSH
      case .sync: Z_SYNC_FLUSH
      case .finish: Z_FINISH
      }
    }
  }

  /// How much an encoder remembers of what went by.
  enum Memory {
    /// 256 KiB.
    case usual
    /// 32 KiB, for streams, of which many are open at a time for long.
    case little

    var sizes: (window: Int32, state: Int32) {
      switch self {
      case .usual: (15, 8)
      case .little: (12, 5)
      }
    }
  }

  /// zlib keeps a pointer to it.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether the end is out.
  private(set) var isFinished = false

  /// - Returns: nil when there is no memory left.
  init?(_ memory: Memory = .usual) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let (window, state) = memory.sizes
    // 16 more stand for gzip's frame.
    let status = deflateInit2_(
      stream, Z_BEST_SPEED, Z_DEFLATED, window + 16, state, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      return nil
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Takes in bytes, and fills `buffer` with packed ones as far as there are any. With a flush, whoever gets `buffer` full
  /// asks again with what is left.
  ///
  /// - Returns: how many bytes were taken, and how many came out.
  func encode(
    _ bytes: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer, _ flush: Flush
  ) -> (taken: Int, made: Int) {
    // zlib counts in 32 bits.
    let input = bytes.prefix(1 << 30)
    let room = min(buffer.count, 1 << 30)
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: Bytef.self))
    stream.pointee.avail_in = uInt(input.count)
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_out = uInt(room)
    let status = deflate(stream, input.count < bytes.count ? Z_NO_FLUSH : flush.code)
    isFinished = status == Z_STREAM_END
    return (input.count - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out))
  }

  /// Takes in all of `bytes` and appends what comes out.
  func append(_ bytes: UnsafeRawBufferPointer, to packed: inout [UInt8], _ flush: Flush) {
    var rest = bytes
    // Beyond the bytes, room for what was held back and for the frame.
    var room = min(max(bytes.count / 2, 256), 1 << 20)
    while true {
      let begin = packed.count
      packed.append(contentsOf: repeatElement(0, count: room))
      let (taken, made) = packed.withUnsafeMutableBytes {
        encode(rest, into: UnsafeMutableRawBufferPointer(rebasing: $0[begin...]), flush)
      }
      packed.removeLast(room - made)
      rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
      if rest.isEmpty && (made < room || isFinished) { return }
      room = min(2 * room, 1 << 20)
    }
  }
}
