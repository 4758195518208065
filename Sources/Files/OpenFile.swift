import Foundation

/// A regular file that is read by place; closed with its last reference.
package final class OpenFile: Sendable {
  package let path: String
  package let descriptor: Int32
  /// In bytes, when it was opened.
  package let size: Int
  /// Who may read and write it, when it was opened: nine bits.
  package let mode: mode_t
  /// Nanoseconds since 1970, when it was opened.
  package let modified: Int64

  /// - Throws: ``FileError/unreadable(path:reason:)``, also when something else than a regular file is there.
  package init(path: String) throws(FileError) {
    self.path = path
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    var opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    // Somebody holds a lease on the file, as file servers do: it is given back to those who wait.
    if opened < 0 && errno == EWOULDBLOCK { opened = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
    guard opened >= 0 else { throw .unreadable(path: path, reason: .last) }
    descriptor = opened
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unreadable(path: path, reason: "it is no regular file")
    }
    size = Int(status.st_size)
    mode = status.st_mode & 0o777
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  deinit { close(descriptor) }

  /// Where the open file really is, every link followed.
  package var realPath: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
  }

  /// - Throws: as ``read(at:into:)``.
  package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (buffer) throws(FileError) in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }

  /// Fills `buffer` with what stands from `offset` on.
  ///
  /// - Throws: ``FileError/unreadable(path:reason:)``, or ``FileError/damaged(path:expected:found:)`` when somebody has
  ///   shortened the file meanwhile.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
    let filled = try readSome(at: offset, into: buffer)
    guard filled == buffer.count else {
      throw .damaged(
        path: path, expected: "\(offset + buffer.count) bytes or more", found: "\(offset + filled) now")
    }
  }

  /// Fills `buffer` with what stands from `offset` on, or as much of it as there are bytes left.
  ///
  /// - Returns: the number of bytes; less than asked for only at the end.
  /// - Throws: ``FileError/unreadable(path:reason:)``.
  package func readSome(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let filled = SystemCall.read(descriptor, into: buffer, at: offset)
    guard filled >= 0 else { throw .unreadable(path: path, reason: .last) }
    return filled
  }
}
