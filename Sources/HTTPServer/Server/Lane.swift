import Concurrency
import Foundation

/// A few threads that run handlers of one pace, one client's after the other's in turn.
final class Lane: @unchecked Sendable {
  // Safe to share: everything that varies is touched with `condition` held.

  typealias Work = @Sendable () -> Void

  private let threads: Int
  /// Calls that one client may have here, waiting ones included.
  private let clientLimit: Int
  private let condition = NSCondition()
  private var waiting: [String: [Work]] = [:]
  /// Clients with waiting calls, the next one first.
  private var turns: [String] = []
  private var counts: [String: Int] = [:]
  private var started = 0
  private var idle = 0
  private var isStopping = false

  init(threads: Int, clientLimit: Int) {
    self.threads = max(1, threads)
    self.clientLimit = clientLimit
  }

  /// Has `work` done when it is its turn.
  ///
  /// - Returns: false if the client has too many calls here already.
  func submit(for client: String, _ work: @escaping Work) -> Bool {
    condition.withLock {
      guard !isStopping, counts[client, default: 0] < clientLimit else { return false }
      counts[client, default: 0] += 1
      if waiting[client, default: []].isEmpty { turns.append(client) }
      waiting[client, default: []].append(work)
      if idle == 0 && started < threads { start() } else { condition.signal() }
      return true
    }
  }

  /// Threads end when what they do is done; what has not begun is dropped.
  func stop() {
    condition.withLock {
      isStopping = true
      waiting = [:]
      turns = []
      condition.broadcast()
    }
  }

  private func start() {
    started += 1
    WorkerThread("handler", stackSize: 4 << 20).start { [self] _ in
      while let (client, work) = next() {
        work()
        end(client)
      }
    }
  }

  private func next() -> (String, Work)? {
    condition.withLock {
      idle += 1
      defer { idle -= 1 }
      while turns.isEmpty && !isStopping { condition.wait() }
      guard !isStopping else { return nil }
      let client = turns.removeFirst()
      let work = waiting[client]!.removeFirst()
      if waiting[client]!.isEmpty { waiting[client] = nil } else { turns.append(client) }
      return (client, work)
    }
  }

  private func end(_ client: String) {
    condition.withLock {
      let count = counts[client, default: 1] - 1
      counts[client] = count == 0 ? nil : count
    }
  }
}
