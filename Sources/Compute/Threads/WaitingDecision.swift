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
