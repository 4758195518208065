import COneDNN
import Glibc

/// How long the members of the calling thread's team have been ready to run and without a core.
struct RunQueueDelay {
  /// One thread's sum since it began, in nanoseconds.
  private struct Reading {
    var thread: pid_t = 0
    var nanoseconds: UInt64 = 0
  }

  private var last: [Reading]
  private var next: [Reading]

  /// Whether this system tells. Some kernels are built without these sums, and some sandboxes do not show them.
  static let isAvailable: Bool = {
    guard let numbers = ownSums() else { return false }
    // Without them the kernel shows zeros, but this thread has run at least once.
    return numbers.timesRun > 0
  }()

  /// - Parameter threads: members of the team, at least 1.
  init(threads: Int) {
    last = [Reading](repeating: Reading(), count: threads)
    next = last
    _ = sinceLastTime()
  }

  /// Nanoseconds since the last call, of the member with most of them.
  ///
  /// Each member reads its own sum, in a region: the runtime ends threads and starts others as regions need them, so a
  /// list made once would not stay true. One that was not there the last time counts from its beginning.
  ///
  /// - Complexity: some 10 microseconds, in which nothing is allocated.
  mutating func sinceLastTime() -> UInt64 {
    for index in next.indices { next[index] = Reading() }
    next.withUnsafeMutableBufferPointer { readings in
      var target = readings
      withUnsafeMutablePointer(to: &target) { target in
        GOMP_parallel(
          { context in
            let target = context!.assumingMemoryBound(to: UnsafeMutableBufferPointer<Reading>.self)
            guard let sums = RunQueueDelay.ownSums() else { return }
            target.pointee[Int(omp_get_thread_num())] = Reading(
              thread: gettid(), nanoseconds: sums.delayed)
          }, target, UInt32(readings.count), 0)
      }
    }
    var most: UInt64 = 0
    for reading in next where reading.thread != 0 {
      let before = last.first { $0.thread == reading.thread }?.nanoseconds ?? 0
      // A number that was given to another thread begins anew.
      most = max(most, reading.nanoseconds >= before ? reading.nanoseconds - before : reading.nanoseconds)
    }
    swap(&last, &next)
    return most
  }

  /// The second and third number of the calling thread's `schedstat`: nanoseconds without a core, and how often it got
  /// one.
  private static func ownSums() -> (delayed: UInt64, timesRun: UInt64)? {
    let file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { text in
      let length = read(file, text.baseAddress, text.count - 1)
      guard length > 0 else { return nil }
      text[length] = 0
      var rest = text.baseAddress
      _ = strtoull(rest!, &rest, 10)
      let delayed = strtoull(rest!, &rest, 10)
      let timesRun = strtoull(rest!, &rest, 10)
      return (UInt64(delayed), UInt64(timesRun))
    }
  }
}
