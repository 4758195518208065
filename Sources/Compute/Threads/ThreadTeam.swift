import COneDNN
import Concurrency
import Glibc

/// How the threads of oneDNN's OpenMP team wait for each other.
///
/// A long wait saves the way into the kernel and back between two primitives, but on a core that a displaced thread may
/// need. So it is long on a quiet machine and short on a busy one, which ``WaitingMonitor`` tells apart. Medians of three,
/// 2 threads on 2 cores, samples/s of `bearing bench --network conv2 fc5:1000 --method dkp`, alone and beside processes
/// that never rest ("nice": with `nice -n 10`, which is how runs are trained). All had a session of their own, weighted
/// so that what else went on got a hundredth of the machine.
///
///                   |            conv2             |           fc5:1000
///     spins         | alone    1  1, nice    2     | alone    1  1, nice    2
///     1000          |  4430  2060    2000  2000    |  8860  3360    2290  2290
///     60,000        |  4530  1510     810  2060    | 10160  2250     830   830
///     this          |  4710  2020    2010  2000    | 10260  3180    2300  2860
///
/// `GOMP_SPINCOUNT` set to 1000 or 60000 gives the first two again. Long waits vary: beside two processes conv2 came to
/// 830 once. At real-time priority this gained 2 % (conv2) and 6 % (fc5:1000).
package enum ThreadTeam {
  /// Rounds that a waiting thread spins before it sleeps, as long as waits are long: about a millisecond. Alone, 20,000
  /// and 300,000 are as good.
  private static let longSpins = "60000"
  /// The same where nobody can say whether the machine is busy. It is not the best on a quiet one, and good on a busy one.
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

  /// Has the calling thread and the team that computes for it run on some cores alone.
  ///
  /// The team's threads outlive a run, and would stay where the run before had them: hence each is told.
  ///
  /// - Parameter threads: of the team, the calling one among them.
  package static func bind(threads: Int, to cores: ThreadCores) {
    guard !cores.numbers.isEmpty else { return }
    cores.bind()
    guard threads > 1 else { return }
    withUnsafePointer(to: cores) { cores in
      GOMP_parallel(
        { context in context!.assumingMemoryBound(to: ThreadCores.self).pointee.bind() },
        UnsafeMutableRawPointer(mutating: cores), UInt32(threads), 0)
    }
  }

  private static func value(of variable: String) -> String? {
    getenv(variable).map { String(cString: $0) }
  }
}
