import Concurrency
import Synchronization

/// When a worker that was told to leave has to be gone: it makes a checkpoint, and has some seconds to send what it has.
package final class Deadline: Sendable {
  /// Less than schedulers wait between the two signals of an end, of which the second cannot be caught.
  private static let seconds = 25.0

  private let hasBeenTold: @Sendable () -> Bool
  private let end = Mutex<Double?>(nil)

  /// - Parameter hasBeenTold: whether it is time to leave; asked often.
  package init(_ hasBeenTold: @escaping @Sendable () -> Bool) { self.hasBeenTold = hasBeenTold }

  /// Whether it is time to leave.
  package var hasCome: Bool { hasBeenTold() }

  /// Whether there is time left to send something.
  package var isAhead: Bool {
    guard hasBeenTold() else { return true }
    return end.withLock { end in
      let last = end ?? TimedCondition.now + Self.seconds
      end = last
      return TimedCondition.now < last
    }
  }
}
