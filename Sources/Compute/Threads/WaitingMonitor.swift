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

/// Whether threads that wait for each other should spin for long or sleep soon, decided by how long they themselves
/// waited for a core.
///
/// A thread that is ready and has no core was displaced by somebody else's work. Beside one process that never rests
/// that is 40 to 50 % of the time, however the threads wait; beside one that works half of the time 25 %, and there long
/// waits still are the better ones.
struct WaitingDecision: Equatable {
  enum Waiting { case long, short }

  /// Part of the time without a core from which the machine is busy. One such look suffices.
  static let busyFrom = 0.35
  /// Part of the time up to which it is quiet. In between everything stays as it is.
  static let quietUpTo = 0.25
  /// Seconds of quiet, one after the other, after which waits are long again.
  static let calm = 2.0

  private(set) var waiting = Waiting.long
  private var quietSeconds = 0.0

  /// Takes what one look found.
  ///
  /// - Parameters:
  ///   - delayed: seconds since the last look that the most delayed thread spent ready and without a core.
  ///   - elapsed: seconds since the last look, above 0.
  mutating func take(delayed: Double, elapsed: Double) {
    let part = delayed / elapsed
    quietSeconds = part <= Self.quietUpTo ? quietSeconds + elapsed : 0
    if part >= Self.busyFrom {
      waiting = .short
    } else if quietSeconds >= Self.calm {
      waiting = .long
    }
  }
}
