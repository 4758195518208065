import Dispatch
import Synchronization

/// Work that cannot be broken off, done on another thread for somebody who may be told to leave it meanwhile.
package enum DetachedWork {
  /// Does the work on another thread, at low priority, and waits for it.
  ///
  /// - Parameters:
  ///   - shouldStop: asked every 50 ms. If it says so, the work is left to itself, and nobody gets what it gives.
  ///   - work: reading a dataset, for example, which may decode a hundred thousand files.
  /// - Returns: nil when told to stop.
  /// - Throws: what `work` throws.
  package static func result<Value: Sendable>(
    unless shouldStop: () -> Bool, of work: @escaping @Sendable () throws -> Value
  ) throws -> Value? {
    let outcome = Outcome<Value>()
    // Class `utility`, because its threads may be made nicer: they are lent to no other class.
    DispatchQueue.global(qos: .utility).async {
      ThreadPriority.lower()
      ThreadCores.unbind()
      outcome.end(with: Result { try work() })
    }
    while !outcome.hasCome(within: 0.05) { if shouldStop() { return nil } }
    return try outcome.result?.get()
  }

  /// Shared by the thread that works and the one that waits.
  private final class Outcome<Value: Sendable>: Sendable {
    private let condition = TimedCondition()
    private let content = Mutex<Result<Value, any Error>?>(nil)

    var result: Result<Value, any Error>? { content.withLock { $0 } }

    func end(with result: Result<Value, any Error>) {
      condition.withLock {
        content.withLock { $0 = result }
        condition.broadcast()
      }
    }

    func hasCome(within seconds: Double) -> Bool {
      condition.withLock {
        let end = TimedCondition.now + seconds
        while result == nil, condition.wait(until: end) {}
        return result != nil
      }
    }
  }
}
