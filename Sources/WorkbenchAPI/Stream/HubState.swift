import Foundation

/// What the hub's thread shares with the server's.
final class HubState: @unchecked Sendable {
  // Safe to share: the dictionary is touched with the lock held; what is in it belongs to the hub's thread, but for the
  // moment in which it is put in.
  private let lock = NSLock()
  private var subscriptions: [UUID: EventSubscription] = [:]
  private var isRunning = false

  var count: Int { lock.withLock { subscriptions.count } }

  /// - Returns: whether the hub's thread has to be started; nil if there are too many.
  func add(_ id: UUID, _ subscription: EventSubscription, limit: Int) -> Bool? {
    lock.withLock {
      guard subscriptions.count < limit else { return nil }
      subscriptions[id] = subscription
      defer { isRunning = true }
      return !isRunning
    }
  }

  func remove(_ id: UUID) { lock.withLock { _ = subscriptions.removeValue(forKey: id) } }

  /// Waits, then gives those that are there; nil when there are none, and the thread has to end.
  func next(after seconds: Double) -> [UUID: EventSubscription]? {
    Thread.sleep(forTimeInterval: seconds)
    return lock.withLock {
      isRunning = !subscriptions.isEmpty
      return isRunning ? subscriptions : nil
    }
  }
}
