import Foundation

/// A file that is open to be written and read; closed, and its name taken away, with its last reference.
package final class ScratchFile {
  package let path: String
  package let descriptor: Int32
  /// Bytes in the file.
  package private(set) var size = 0
  /// What is not in the file yet: a call of the system for each line would take longer than the line.
  private var buffer: [UInt8] = []
  private static let piece = 1 << 18

  /// - Parameter path: where nothing is yet.
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package init(path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: .last) }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// Appends bytes that `write` adds to its argument.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func append(_ write: (inout [UInt8]) -> Void) throws(FileError) {
    write(&buffer)
    if buffer.count >= Self.piece { try flush() }
  }

  /// Writes what is not in the file yet.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  package func flush() throws(FileError) {
    let written = buffer.withUnsafeBytes { SystemCall.write(descriptor, $0, at: size) }
    guard written == buffer.count else { throw .unwritable(path: path, reason: .last) }
    size += written
    buffer.removeAll(keepingCapacity: true)
  }
}
