import Glibc

/// The scheduling priority of threads that work in the background.
///
/// Training may use every core; the server still has to answer at once. The scheduler sees to that when the
/// threads that compute are nicer than those that answer.
package enum ThreadPriority {
  /// The nice value of background work, from -20 (greedy) to 19 (humble).
  package static let background: Int32 = 10

  /// Makes the calling thread at least as nice as `background`. Does nothing on a thread that already is.
  ///
  /// Without privileges a thread can not take this back, so call it only on threads that serve nothing but
  /// background work: one's own, or those of a Dispatch queue of class `utility` (on Linux the threads of one
  /// class are not lent to another).
  ///
  /// - Complexity: one system call when there is nothing to do, so it may be called at the head of every task;
  ///   Dispatch ends idle threads and starts new ones, which begin with the process's own priority.
  package static func lower() {
    // For 0, Linux takes the calling thread and not, as POSIX has it, the whole process.
    let thread = __priority_which_t(PRIO_PROCESS.rawValue)
    guard getpriority(thread, 0) < background else { return }
    // It can only fail for a missing thread or a priority being raised, and this is neither.
    setpriority(thread, 0, background)
  }
}
