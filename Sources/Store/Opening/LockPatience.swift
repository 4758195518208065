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
