import Foundation

/// A lock and a condition whose waits last as long as they say, however the clock on the wall is set meanwhile.
///
/// Foundation's `NSCondition.wait(until:)` ends at a date: with the clock set back by an hour, a pause of two seconds
/// takes an hour and two seconds.
package final class TimedCondition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  package func withLock<Value>(_ body: () throws -> Value) rethrows -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Waits for a broadcast; with the lock held. It may return without one, so the caller looks again.
  package func wait() { pthread_cond_wait(condition, mutex) }

  /// As ``wait()``, until ``now`` is past `end` at the longest.
  ///
  /// - Returns: false when that time has come.
  package func wait(until end: Double) -> Bool {
    guard end.isFinite, end < 1e12 else {
      wait()
      return true
    }
    var time = timespec(tv_sec: Int(end), tv_nsec: Int((end - end.rounded(.down)) * 1e9))
    return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
  }

  package func broadcast() { pthread_cond_broadcast(condition) }

  /// Seconds on the clock of ``wait(until:)``, which only goes forward.
  package static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
