import Glibc

/// Watches whether a team's threads are kept from their cores, and makes waits short while they are.
///
/// It belongs to the thread that trains, like the device whose team it watches, and has no thread of its own.
final class WaitingMonitor {
  /// Nanoseconds between two looks, at least. Shorter ones would take a moment's work for a busy machine: beside threads
  /// of real-time priority, for instance, the kernel gives everybody else 50 ms of each second at a stretch.
  private static let interval: UInt64 = 500_000_000

  private var delay: RunQueueDelay
  private var decision = WaitingDecision()
  private var shortWaits: ShortWaits?
  private var lastLook = now

  /// - Parameter threads: members of the calling thread's team.
  init(threads: Int) { delay = RunQueueDelay(threads: threads) }

  /// Whether this team has waits made short.
  var waitsAreShort: Bool { shortWaits != nil }

  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Looks, if the last look was long enough ago.
  ///
  /// - Complexity: some 30 ns, and 10 microseconds more with a look.
  func lookIfDue() {
    let now = Self.now
    let elapsed = now - lastLook
    guard elapsed >= Self.interval else { return }
    lastLook = now
    decision.take(delayed: Double(delay.sinceLastTime()) / 1e9, elapsed: Double(elapsed) / 1e9)
    switch decision.waiting {
    case .long: shortWaits = nil
    case .short: if shortWaits == nil { shortWaits = ShortWaits() }
    }
  }
}
