import Foundation
import Glibc
import Synchronization

/// How many points have been committed, and how many a second of late.
package final class PointMeter: Sendable {
  /// Seconds after which a point counts 1/e of what it did at first for the rate.
  static let span = 10.0

  private struct State {
    var total = 0
    var rate = 0.0
    var at: ContinuousClock.Instant
  }

  private let state: Mutex<State>
  private let now: @Sendable () -> ContinuousClock.Instant

  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    self.now = now
    state = Mutex(State(at: now()))
  }

  /// Points since the store was opened, those of runs that are trained elsewhere included.
  package var total: Int { state.withLock { $0.total } }

  /// Points a second: a mean in which the last ten seconds count most.
  package var perSecond: Double {
    let now = now()
    return state.withLock { Self.rate($0, now) }
  }

  /// Counts points that are on disk.
  func add(_ points: Int) {
    let now = now()
    state.withLock { state in
      state.rate = Self.rate(state, now) + Double(points) / Self.span
      state.at = now
      state.total += points
    }
  }

  private static func rate(_ state: State, _ now: ContinuousClock.Instant) -> Double {
    state.rate * exp(-((now - state.at) / .seconds(1)) / span)
  }
}

/// What a point writer has done since it was made.
package struct WriterWork: Equatable, Sendable {
  /// Points that were committed.
  package var points = 0
  /// Seconds that commits have kept a core busy, in the kernel too; waiting for the disk does not count.
  package var processorSeconds = 0.0

  /// Processor time of this thread, in seconds.
  static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
