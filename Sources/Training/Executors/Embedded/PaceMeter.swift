import Dispatch
import Synchronization

/// How fast a run under way gets on, from the recent past.
package struct Pace: Sendable, Equatable {
  /// Of training.
  package var secondsPerStep: Double
  /// From an epoch's last iteration to the next one's first beyond a step's time: the test set and the checkpoint.
  package var secondsPerEpoch: Double

  package init(secondsPerStep: Double, secondsPerEpoch: Double) {
    self.secondsPerStep = secondsPerStep
    self.secondsPerEpoch = secondsPerEpoch
  }

  /// Seconds for iterations of a run that are left.
  package func seconds(steps: Int, epochs: Int) -> Double {
    secondsPerStep * Double(steps) + secondsPerEpoch * Double(epochs)
  }
}

/// Measures a run's pace while it trains.
///
/// The training thread reports each iteration; others ask. The time at which an attempt begins, and how far the run was by
/// then, does not matter, nor do pauses.
final class PaceMeter: Sendable {
  /// Seconds of training that count.
  static let span = 20.0

  private struct State {
    /// Seconds of training so far, without the gaps between epochs, and the iterations at some moments, oldest first.
    var marks: [(seconds: Double, step: Int)] = []
    var seconds = 0.0
    var step = 0
    var lastReport: Double?
    /// Behind the last whole epoch, and behind the ones before.
    var gaps: [Double] = []
  }

  private let stepsPerEpoch: Int
  private let state = Mutex(State())

  init(stepsPerEpoch: Int) { self.stepsPerEpoch = max(stepsPerEpoch, 1) }

  /// Takes note of an iteration that has ended.
  ///
  /// - Parameter now: seconds on a clock that never goes back.
  func report(step: Int, now: Double = PaceMeter.now) {
    state.withLock { state in
      defer {
        state.lastReport = now
        state.step = step
      }
      // The first one takes longer than others: code is generated for it.
      guard let last = state.lastReport else {
        state.marks = [(0, step)]
        return
      }
      if (step - 1) % stepsPerEpoch == 0, let pace = Self.secondsPerStep(state) {
        state.gaps = state.gaps.suffix(4) + [max(0, now - last - pace)]
        state.seconds += min(now - last, pace)
      } else {
        state.seconds += now - last
      }
      if state.seconds - state.marks.last!.seconds >= Self.span / 20 {
        state.marks.append((state.seconds, step))
        while state.marks.count > 2, state.seconds - state.marks[1].seconds >= Self.span {
          state.marks.removeFirst()
        }
      }
    }
  }

  /// nil before the second iteration.
  var pace: Pace? {
    state.withLock { state in
      guard let seconds = Self.secondsPerStep(state) else { return nil }
      let gaps = state.gaps
      return Pace(
        secondsPerStep: seconds,
        secondsPerEpoch: gaps.isEmpty ? 0 : gaps.reduce(0, +) / Double(gaps.count))
    }
  }

  private static func secondsPerStep(_ state: State) -> Double? {
    guard let first = state.marks.first, state.step > first.step, state.seconds > first.seconds else {
      return nil
    }
    return (state.seconds - first.seconds) / Double(state.step - first.step)
  }

  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
