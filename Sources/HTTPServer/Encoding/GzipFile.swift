import CMicroHTTPD
import Files
import Foundation

/// Part of a file, packed piece by piece as it is sent: however long, it takes little memory. Used by its connection's
/// thread alone.
final class GzipFile {
  private let file: OpenFile
  private let encoder: GzipEncoder
  private var offset: UInt64
  private let end: UInt64
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  /// What has been read and not taken.
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)

  /// - Returns: nil when there is no memory left.
  init?(_ file: OpenFile, offset: UInt64, count: UInt64) {
    guard let encoder = GzipEncoder() else { return nil }
    self.file = file
    self.encoder = encoder
    self.offset = offset
    end = offset + count
  }

  deinit { piece.deallocate() }

  /// Fills `buffer` with the next packed bytes.
  ///
  /// - Returns: what libmicrohttpd's content reader returns.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var made = 0
    while made < buffer.count, !encoder.isFinished {
      if rest.isEmpty, offset < end, !fill() { return bearing_mhd_end_with_error }
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[made...])
      let step = encoder.encode(rest, into: room, offset < end ? .none : .finish)
      rest = UnsafeRawBufferPointer(rebasing: rest[step.taken...])
      made += step.made
    }
    return made == 0 ? bearing_mhd_end_of_stream : made
  }

  /// - Returns: false if somebody has shortened the file, or it cannot be read.
  private func fill() -> Bool {
    let count = Int(min(UInt64(piece.count), end - offset))
    let part = UnsafeMutableRawBufferPointer(rebasing: piece[..<count])
    guard (try? file.read(at: Int(offset), into: part)) != nil else { return false }
    offset += UInt64(count)
    rest = UnsafeRawBufferPointer(part)
    return true
  }
}
