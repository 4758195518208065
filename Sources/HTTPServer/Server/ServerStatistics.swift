import Synchronization

/// What a server has done so far, for monitoring. Counts only rise, except the open connections.
package final class ServerStatistics: Sendable {
  private let open = Atomic(0)
  private let classes = Mutex<[Int: Int]>([:])
  private let slow = Atomic(0)

  package init() {}

  /// Connections that are open now.
  package var connections: Int { open.load(ordering: .relaxed) }

  /// Requests that were answered, by the first digit of the status, 1 to 5. Those that broke off unanswered are not
  /// counted.
  package var requests: [Int: Int] { classes.withLock { $0 } }

  /// Requests that were cut off because they came too slowly.
  package var slowRequests: Int { slow.load(ordering: .relaxed) }

  func connect() { open.add(1, ordering: .relaxed) }

  func disconnect() { open.subtract(1, ordering: .relaxed) }

  func answered(status: Int) { classes.withLock { $0[status / 100, default: 0] += 1 } }

  func cutOff() { slow.add(1, ordering: .relaxed) }
}
