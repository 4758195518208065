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

/// A loop whose parts run on several threads, made once and run in every step: running it allocates nothing, while a
/// closure that is handed over anew each time has to be moved to the heap for the other threads.
///
/// The threads are those of ``Parallel``.
package struct ParallelLoop {
  private let count: Int
  private let grain: Int
  private let grains: Int
  private let parts: Int
  private let body: (Range<Int>, Int) -> Void

  /// - Parameters:
  ///   - count: the ranges cover 0..<count.
  ///   - grain: ranges start at multiples of it; a count of at most `grain` runs on the calling thread.
  ///   - threads: the device's number of threads; at most one range for each.
  ///   - body: called with a range and a number in 0..<`threads` that no other call has at the same time.
  package init(
    of count: Int, grain: Int, threads: Int, _ body: @escaping (_ range: Range<Int>, _ worker: Int) -> Void
  ) {
    self.count = count
    self.grain = grain
    grains = (count + grain - 1) / grain
    parts = min(threads, grains)
    self.body = body
  }

  /// Runs all parts and waits for them.
  package func run() {
    guard parts > 1 else {
      if count > 0 { body(0..<count, 0) }
      return
    }
    withUnsafePointer(to: self) { loop in
      GOMP_parallel(
        { context in
          let loop = context!.assumingMemoryBound(to: ParallelLoop.self)
          loop.pointee.run(member: Int(omp_get_thread_num()), of: Int(omp_get_num_threads()))
        }, UnsafeMutableRawPointer(mutating: loop), UInt32(parts), 0)
    }
  }

  private func run(member: Int, of members: Int) {
    // A team may come out smaller than asked for (a thread limit): then each member takes several parts.
    for part in stride(from: member, to: parts, by: members) {
      let start = grains * part / parts * grain
      let end = min(grains * (part + 1) / parts * grain, count)
      if start < end { body(start..<end, part) }
    }
  }
}
