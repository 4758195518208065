import COneDNN

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
