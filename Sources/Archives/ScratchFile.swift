import Foundation

/// A file that is open to be written and read, and goes with its last reference or its name, whichever is later.
package final class ScratchFile {
  package let path: String
  let descriptor: Int32
  private(set) var size = 0
  /// What is not in the file yet: a call of the system for each line would take longer than the line.
  private var buffer: [UInt8] = []
  private static let piece = 1 << 18

  /// - Parameter path: where nothing is yet. The name is taken away by ``removeName()``, or at the end.
  /// - Throws: ``ArchiveError/unwritable(path:reason:)``.
  package init(path: String) throws(ArchiveError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// Appends bytes that `write` adds to its argument.
  ///
  /// - Throws: ``ArchiveError/unwritable(path:reason:)``.
  package func append(_ write: (inout [UInt8]) -> Void) throws(ArchiveError) {
    write(&buffer)
    if buffer.count >= Self.piece { try flush() }
  }

  /// Writes what is not in the file yet.
  package func flush() throws(ArchiveError) {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + written, $0.count - written, off_t(size + written))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
      written += count
    }
    size += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
