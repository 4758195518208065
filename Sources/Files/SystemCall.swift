import Foundation

/// Calls of the system that a signal may break off before they have done anything, or after a part of it.
package enum SystemCall {
  /// - Parameter call: `read`, `pwrite` and the like; called again while a signal comes first.
  /// - Returns: what `call` returns; negative with `errno` set if it failed.
  package static func retrying(_ call: () -> Int) -> Int {
    while true {
      let count = call()
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// Fills `buffer` from a place of a file, or as much of it as there are bytes.
  ///
  /// - Returns: the number of bytes; negative with `errno` set if the system would not.
  package static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = retrying {
        pread(descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
      }
      if count < 0 { return count }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Writes all of `bytes` at a place of a file.
  ///
  /// - Returns: the number of bytes written; fewer than asked for if the system would not write more, with `errno` set.
  package static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
    var written = 0
    while written < bytes.count {
      let count = retrying {
        pwrite(descriptor, bytes.baseAddress! + written, bytes.count - written, off_t(offset + written))
      }
      guard count > 0 else { break }
      written += count
    }
    return written
  }
}
