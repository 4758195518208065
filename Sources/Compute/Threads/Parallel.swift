import COneDNN

/// The one place that spreads our own loops over cores.
///
/// It uses the OpenMP team that oneDNN's primitives run on, not Dispatch: that team spins for a moment between two
/// primitives, so a loop handed to other threads would compete with it for the same cores, while a loop handed to
/// the team itself starts within a microsecond or two.
///
/// For loops that run once; what runs in every step is a ``ParallelLoop`` made beforehand.
package enum Parallel {
  /// Cores that this process may use.
  package static let cores = Int(omp_get_num_procs())

  /// Calls `body(range)` for disjoint ranges that cover 0..<count, at most one range per thread, and waits.
  ///
  /// The ranges depend on `count` and `threads` only and start at multiples of `grain`, so a body that writes only
  /// its own elements gives the same bits with any number of threads.
  ///
  /// - Parameters:
  ///   - grain: fewest elements worth a thread; a count of at most `grain` runs on the calling thread.
  ///   - threads: the device's number of threads.
  package static func forEachRange(
    of count: Int, grain: Int, threads: Int, _ body: (Range<Int>) -> Void
  ) {
    withoutActuallyEscaping(body) { body in
      ParallelLoop(of: count, grain: grain, threads: threads) { range, _ in body(range) }.run()
    }
  }
}
