import Foundation

/// What is done about a failure that passes by itself, such as a full disk or a lock that somebody's shell holds: the same
/// once more after a pause, for so long.
///
///     let patience = RetryPolicy(pause: 0.5, limit: 60, passes: Store.isForLock) { error, isFirst in
///       if isFirst { log.notice("waiting: \(error)") }
///     }
///     try patience.run { try store.insert(job) }
package struct RetryPolicy: Sendable {
  /// Seconds before each further try.
  package var pause: Double
  /// Seconds in all, from the first failure on, after which no further try begins.
  package var limit: Double
  /// Waits so many seconds; false when it is time to leave, and then there is no further try.
  package var rest: @Sendable (_ seconds: Double) -> Bool
  /// Whether a failure may pass by itself.
  package var passes: @Sendable (any Error) -> Bool
  /// Told of each failure before the pause that follows it, the first of a call's and the further ones.
  package var report: @Sendable (_ error: any Error, _ isFirst: Bool) -> Void

  package init(
    pause: Double, limit: Double = .infinity,
    rest: @escaping @Sendable (_ seconds: Double) -> Bool = RetryPolicy.sleep,
    passes: @escaping @Sendable (any Error) -> Bool = { _ in true },
    report: @escaping @Sendable (_ error: any Error, _ isFirst: Bool) -> Void = { _, _ in }
  ) {
    self.pause = pause
    self.limit = limit
    self.rest = rest
    self.passes = passes
    self.report = report
  }

  /// For which every failure is final.
  package static let never = RetryPolicy(pause: 0, passes: { _ in false })

  /// Waits, for whoever is never told to leave.
  @Sendable package static func sleep(seconds: Double) -> Bool {
    Thread.sleep(forTimeInterval: seconds)
    return true
  }

  /// The same for fewer failures: those that also `isOne`.
  package func only(_ isOne: @escaping @Sendable (any Error) -> Bool) -> RetryPolicy {
    var policy = self
    policy.passes = { [passes] in isOne($0) && passes($0) }
    return policy
  }

  /// Does something, and does it again while it fails for what passes.
  ///
  /// - Throws: the last failure: one that does not pass, or one after which there is no time left or no wish to go on.
  package func run<Value>(_ body: () throws -> Value) throws -> Value {
    var end: Double?
    while true {
      do {
        return try body()
      } catch  where passes(error) {
        report(error, end == nil)
        let last = end ?? TimedCondition.now + limit
        end = last
        guard TimedCondition.now < last, rest(pause) else { throw error }
      }
    }
  }
}
