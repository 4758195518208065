import COneDNN
import Dispatch
import Glibc

/// Threads that sleep, one more than there are cores, and thereby make every team of this process wait briefly.
///
/// The runtime has a second, short count of spins for a process with more team members than cores, and looks at every
/// wait which of the two holds. A member counts from its team's first region until the thread that opened that region
/// ends. So a thread opens an empty region with this many members and goes to sleep; when it ends, waits are long again.
/// Two of these do no more than one, and need not know of each other.
final class ShortWaits {
  /// Its one thread keeps this alive.
  private final class Leaving: Sendable {
    let signal = DispatchSemaphore(value: 0)
  }

  private let leaving: Leaving

  /// Returns before they are there, which takes some 0.1 ms.
  ///
  /// - Returns: nil when the system refuses a thread.
  init?() {
    let leaving = Leaving()
    self.leaving = leaving
    let context = Unmanaged.passRetained(leaving)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { context in
        let leaving = Unmanaged<Leaving>.fromOpaque(context!).takeRetainedValue()
        // The members take the name over.
        pthread_setname_np(pthread_self(), "short-waits")
        GOMP_parallel({ _ in }, nil, UInt32(Parallel.cores + 1), 0)
        leaving.signal.wait()
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      context.release()
      return nil
    }
    pthread_detach(thread)
  }

  /// Sends the threads home, without waiting for them.
  deinit { leaving.signal.signal() }
}
