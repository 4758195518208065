import Glibc

/// How the threads of oneDNN's OpenMP team wait for each other.
package enum ThreadTeam {
  /// Rounds that a waiting thread spins before it sleeps.
  ///
  /// The runtime's own value keeps it spinning for milliseconds, on a core that the thread it waits for may need.
  /// Measured with fc5 (dkp, batch 50, 2 threads on 2 cores), samples/s, quiet | beside one busy process:
  ///
  ///     runtime's default   24,000 | 600 to 25,000
  ///     5000                25,000 | 25,600
  ///     1000                26,500 | 25,700
  ///     200                 19,300 | 17,600
  ///     never spin          15,000 | 13,000
  private static let spins = "1000"

  /// Starts the process again with the number of rounds set, unless the user has chosen one.
  ///
  /// The runtime reads it only once, while libraries are loaded, before any code of ours: hence the new start. Call
  /// this first in `main`. It does not return if the process was started again, and does nothing if that fails.
  package static func tuneWaiting() {
    guard getenv("GOMP_SPINCOUNT") == nil, getenv("OMP_WAIT_POLICY") == nil else { return }
    // By its real path, so that the process keeps its name.
    guard let path = realpath("/proc/self/exe", nil) else { return }
    setenv("GOMP_SPINCOUNT", spins, 0)
    execv(path, CommandLine.unsafeArgv)
    free(path)
  }
}
