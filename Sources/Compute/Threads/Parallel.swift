import COneDNN

/// The one place that spreads our own loops over cores.
///
/// It uses the OpenMP team that oneDNN's primitives run on, not Dispatch: that team spins for a moment between two
/// primitives, so a loop handed to other threads would compete with it for the same cores, while a loop handed to
/// the team itself starts within a microsecond or two.
package enum Parallel {
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
    forEachRange(of: count, grain: grain, threads: threads) { range, _ in body(range) }
  }

  /// The same for a body that needs memory of its own.
  ///
  /// - Parameter body: called with a range and a number in 0..<`threads` that no other call has at the same time.
  package static func forEachRange(
    of count: Int, grain: Int, threads: Int, _ body: (_ range: Range<Int>, _ worker: Int) -> Void
  ) {
    let grains = (count + grain - 1) / grain
    let parts = min(threads, grains)
    guard parts > 1 else {
      if count > 0 { body(0..<count, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var team = Team(count: count, grain: grain, grains: grains, parts: parts, body: body)
      withUnsafeMutablePointer(to: &team) { team in
        GOMP_parallel(
          { context in
            let team = context!.assumingMemoryBound(to: Team.self)
            team.pointee.run(member: Int(omp_get_thread_num()), of: Int(omp_get_num_threads()))
          }, team, UInt32(parts), 0)
      }
    }
  }

  private struct Team {
    let count: Int
    let grain: Int
    let grains: Int
    let parts: Int
    let body: (Range<Int>, Int) -> Void

    func run(member: Int, of members: Int) {
      // A team may come out smaller than asked for (a thread limit): then each member takes several parts.
      for part in stride(from: member, to: parts, by: members) {
        let start = grains * part / parts * grain
        let end = min(grains * (part + 1) / parts * grain, count)
        if start < end { body(start..<end, part) }
      }
    }
  }
}
