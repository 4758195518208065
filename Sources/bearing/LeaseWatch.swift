import Concurrency
import Logging
import Store

/// Looks every second whether a worker has been silent for longer than its lease.
final class LeaseWatch {
  private let thread = WorkerThread("leases")

  /// - Parameter onExpiry: told that runs wait again.
  init(_ store: Store, log: Logger, onExpiry: @escaping @Sendable () -> Void) {
    thread.start { thread in
      repeat {
        do {
          if try store.interruptExpired() { onExpiry() }
        } catch {
          // A store that is busy or full: the next look is soon.
          log.debug("could not look for expired leases: \(error)")
        }
      } while thread.rest(seconds: 1)
    }
  }

  /// Looks no more; returns when a look under way is over.
  func stop() { thread.stop() }
}
