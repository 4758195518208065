import Foundation

/// A regular file that is read by place; closed with its last reference.
final class InputFile: Sendable {
  let path: String
  /// In bytes, when it was opened.
  let size: Int
  private let descriptor: Int32

  /// - Throws: ``CheckpointError/unreadable(path:reason:)``.
  init(path: String) throws(CheckpointError) {
    self.path = path
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unreadable(path: path, reason: "it is no regular file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// - Throws: as ``read(at:into:)``.
  func bytes(at offset: Int, count: Int) throws(CheckpointError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (buffer) throws(CheckpointError) in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }

  /// Fills `buffer` with what stands from `offset` on.
  ///
  /// - Throws: ``CheckpointError/unreadable(path:reason:)``, or ``CheckpointError/damaged(path:expected:found:)``
  ///   when somebody has shortened the file meanwhile.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(CheckpointError) {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
      guard count > 0 else {
        throw .damaged(
          path: path, expected: "\(offset + buffer.count) bytes or more", found: "\(offset + filled) now")
      }
      filled += count
    }
  }
}
