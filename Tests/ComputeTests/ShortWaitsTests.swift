import Foundation
import Synchronization
import Testing

@testable import Compute

/// One after the other: they count such threads in this process.
@Suite(.serialized) struct ShortWaitsTests {
  @Test func `waits are short until that is let go`() async throws {
    var shortWaits = ShortWaits()
    #expect(shortWaits != nil)
    #expect(try await Self.comesTrue { Self.threads > 1 })
    // The next one comes before the first has gone.
    shortWaits = ShortWaits()
    shortWaits = nil
    #expect(try await Self.comesTrue { Self.threads == 0 })
  }

  @Test func `regions get done while such threads come and go`() async {
    let sums = await Self.onItsOwnThread {
      (0..<2000).map { round in
        var shortWaits = round % 3 == 0 ? ShortWaits() : nil
        let sum = Atomic(0)
        Parallel.forEachRange(of: 100, grain: 10, threads: 2 + round % 2) { range in
          sum.add(range.reduce(0, +), ordering: .relaxed)
        }
        if round % 2 == 0 { shortWaits = nil }
        return withExtendedLifetime(shortWaits) { sum.load(ordering: .relaxed) }
      }
    }
    #expect(sums.allSatisfy { $0 == 4950 })
  }

  @Test func `beside such threads, a member that waits for the next region goes to sleep`() async throws {
    let shortWaits = ShortWaits()
    #expect(try await Self.comesTrue { Self.threads > 1 })
    let regions = 50
    let sleeps = await Self.onItsOwnThread {
      var counts: [Int] = []
      for _ in 0..<regions {
        counts.append(Self.sleepsOfSecondMember())
        usleep(500)
      }
      return counts.last! - counts.first!
    }
    #expect(sleeps > regions / 2)
    withExtendedLifetime(shortWaits) {}
  }

  /// `RUSAGE_THREAD`, which Swift does not show.
  private static let thisThread: __rusage_who_t = 1

  /// How often the other member of this thread's team of two has given up its core because it had nothing to do.
  private static func sleepsOfSecondMember() -> Int {
    let count = Atomic(0)
    Parallel.forEachRange(of: 2, grain: 1, threads: 2) { range in
      guard range.contains(1) else { return }
      var usage = rusage()
      getrusage(Self.thisThread, &usage)
      count.store(usage.ru_nvcsw, ordering: .relaxed)
    }
    return count.load(ordering: .relaxed)
  }

  /// On a thread that ends, and takes its team with it: a team counts as long as its thread lives.
  private static func onItsOwnThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value
  {
    await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: body()) }.start()
    }
  }

  /// Asks again and again, for half a minute at most.
  private static func comesTrue(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<3000 {
      if condition() { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  /// Threads of this process that make waits short.
  private static var threads: Int {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.count {
      (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == "short-waits\n"
    }
  }
}
