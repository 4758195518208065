import Foundation

/// A regular file, opened for reading; closed when nobody holds it any more.
package final class OpenFile: Sendable {
  let descriptor: Int32

  /// In bytes, when it was opened.
  package let size: UInt64

  /// Nanoseconds since 1970, when it was opened.
  package let modified: Int64

  /// - Returns: nil when there is no regular file at `path` that this process may read.
  package init?(path: String) {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    size = UInt64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  deinit {
    close(descriptor)
  }

  /// Where the open file really is, every link followed.
  var realPath: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
  }
}
