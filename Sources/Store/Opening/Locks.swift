import Foundation
import Synchronization

/// How long to wait for a lock that another process holds on the database, such as somebody's shell in the middle of a
/// transaction.
///
/// Whoever comes first waits for seconds. Whoever comes right after one that waited in vain does not: writers go one
/// after the other, so each would otherwise wait for all before it.
final class LockPatience: Sendable {
  /// Seconds between two tries.
  private static let pause = 0.01
  /// Tries of one who has no reason to doubt: five seconds.
  private static let tries = 500
  /// Tries of one who comes after one that gave up: a tenth of a second.
  private static let triesAfterFailure = 10
  /// How long a failure is remembered.
  private static let memory = Duration.seconds(2)

  private let failure = Mutex<ContinuousClock.Instant?>(nil)

  /// Waits a moment.
  ///
  /// - Parameter tries: how often the caller has been asked before for the same lock.
  /// - Returns: whether to try once more.
  func waits(after tries: Int) -> Bool {
    let hasFailed = failure.withLock { failure in
      let isRecent = failure.map { .now - $0 < Self.memory } ?? false
      // Who has waited for longer than that came before the failure.
      guard tries >= (isRecent ? Self.triesAfterFailure : Self.tries) else { return false }
      failure = .now
      return true
    }
    guard !hasFailed else { return false }
    Thread.sleep(forTimeInterval: Self.pause)
    return true
  }
}

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
