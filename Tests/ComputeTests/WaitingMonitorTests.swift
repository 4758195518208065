import Foundation
import Synchronization
import Testing

@testable import Compute

@Suite struct WaitingMonitorTests {
  private final class Outcome: Sendable {
    let isOver = Atomic(false)
    let becameShort = Atomic(false)
    let delayed = Atomic(UInt64(0))
  }

  @Test(.enabled(if: RunQueueDelay.isAvailable))
  func `where others work on every core, delays are seen and waits become short`() async {
    let outcome = Outcome()
    for _ in 0..<2 * ProcessInfo.processInfo.activeProcessorCount {
      Thread { while !outcome.isOver.load(ordering: .relaxed) {} }.start()
    }
    await withCheckedContinuation { continuation in
      Thread {
        var delay = RunQueueDelay(threads: 2)
        let monitor = WaitingMonitor(threads: 2)
        let end = Date(timeIntervalSinceNow: 60)
        while !monitor.waitsAreShort && Date() < end { monitor.lookIfDue() }
        outcome.becameShort.store(monitor.waitsAreShort, ordering: .relaxed)
        outcome.delayed.store(delay.sinceLastTime(), ordering: .relaxed)
        outcome.isOver.store(true, ordering: .relaxed)
        continuation.resume()
      }.start()
    }
    let becameShort = outcome.becameShort.load(ordering: .relaxed)
    #expect(becameShort)
    // Nanoseconds: the first half second alone had to have a third of it without a core.
    let delayed = outcome.delayed.load(ordering: .relaxed)
    #expect(delayed > 100_000_000)
  }

  @Test func `a team that changes its size between two looks is no obstacle`() {
    var delay = RunQueueDelay(threads: 3)
    let hour: UInt64 = 3_600_000_000_000
    for threads in [2, 3, 4, 2, 3] {
      Parallel.forEachRange(of: 100, grain: 1, threads: threads) { _ in }
      #expect(delay.sinceLastTime() < hour)
    }
  }
}
