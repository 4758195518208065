import Glibc

/// How the threads of oneDNN's OpenMP team wait for each other.
package enum ThreadTeam {
  /// Rounds that a waiting thread spins before it sleeps, while every thread of its team has a core. TABLE
  private static let longSpins = "60000"
  /// The same where nobody can say whether they have: what is good enough on a quiet machine and on a busy one.
  private static let compromise = "1000"

  /// Whether waits can be made short while the machine is busy: see ``WaitingMonitor``.
  ///
  /// Where the process was started again for it, or inherits the variables from one that was.
  static let isAdaptive =
    RunQueueDelay.isAvailable && value(of: "GOMP_SPINCOUNT") == longSpins
    && value(of: "OMP_WAIT_POLICY") == "ACTIVE"

  /// Starts the process again with the number of rounds set, unless the user has chosen one, or has limited teams in a
  /// way that would keep waits from being made short.
  ///
  /// The runtime reads it only once, while libraries are loaded, before any code of ours: hence the new start. Call
  /// this first in `main`. It does not return if the process was started again, and does nothing if that fails.
  package static func tuneWaiting() {
    guard value(of: "GOMP_SPINCOUNT") == nil, value(of: "OMP_WAIT_POLICY") == nil else { return }
    // By its real path, so that the process keeps its name.
    guard let path = realpath("/proc/self/exe", nil) else { return }
    let isLimited = value(of: "OMP_THREAD_LIMIT") != nil || value(of: "OMP_DYNAMIC") != nil
    if RunQueueDelay.isAvailable && !isLimited {
      setenv("GOMP_SPINCOUNT", longSpins, 1)
      // As GOMP_SPINCOUNT is set, the runtime takes only the short number from this: 1000 instead of 100.
      setenv("OMP_WAIT_POLICY", "ACTIVE", 1)
    } else {
      setenv("GOMP_SPINCOUNT", compromise, 1)
    }
    execv(path, CommandLine.unsafeArgv)
    free(path)
    // Nothing was set, then, as far as the runtime knows.
    unsetenv("GOMP_SPINCOUNT")
    unsetenv("OMP_WAIT_POLICY")
  }

  private static func value(of variable: String) -> String? {
    getenv(variable).map { String(cString: $0) }
  }
}
