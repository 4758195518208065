import Foundation

/// The right to train on a data directory, held by one process at a time.
///
/// It is the kernel's lock on an open file: it goes with the process, however that ends, so a crash leaves nothing to
/// clean up. Readers such as the sqlite3 shell need no right.
package final class DirectoryLock {
  private let descriptor: Int32

  /// - Parameter directory: the data directory; made when it is not there.
  /// - Throws: ``StoreError/directory(path:reason:)`` or ``StoreError/inUse(path:process:)``.
  package init(_ directory: String) throws {
    try Store.makeDirectory(directory)
    let path = (directory as NSString).appendingPathComponent("bearing.lock")
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError.directory(path: directory, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(
        in: .whitespacesAndNewlines)
      close(descriptor)
      throw StoreError.inUse(path: directory, process: holder ?? "")
    }
    // For whoever finds the directory in use. Not more than a courtesy, so a failure to write it is passed over.
    let text = "\(ProcessInfo.processInfo.processIdentifier)\n"
    _ = ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
