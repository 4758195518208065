import Synchronization

/// How long runs that are trained elsewhere have been silent.
///
/// By a clock that nobody sets, and only while this process listens: a sender that could not reach a server that was
/// stopped, or a machine that slept, has not been silent. A run's silence begins when it is first asked about.
final class Silence: Sendable {
  private let lastHeard = Mutex<[Int64: SuspendingClock.Instant]>([:])
  private let now: @Sendable () -> SuspendingClock.Instant

  init(now: @escaping @Sendable () -> SuspendingClock.Instant = { .now }) {
    self.now = now
  }

  /// Notes that a run's sender is alive.
  func end(of run: Int64) {
    let now = now()
    // Nobody keeps times that nobody asks for.
    lastHeard.withLock { if $0[run] != nil { $0[run] = now } }
  }

  /// Those of some runs that have been silent for so many seconds. All others are forgotten.
  func runs(among runs: [Int64], after seconds: Double) -> [Int64] {
    let now = now()
    return lastHeard.withLock { lastHeard in
      let before = lastHeard
      lastHeard = runs.reduce(into: [:]) { $0[$1] = before[$1] ?? now }
      return runs.filter { now - (before[$0] ?? now) >= .seconds(seconds) }
    }
  }
}
