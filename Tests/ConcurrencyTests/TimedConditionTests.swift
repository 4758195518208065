import Dispatch
import Foundation
import Testing

@testable import Concurrency

/// Waits that a clock on the wall has no say in. That clock cannot be set by a test without setting it for everybody, so
/// this is about the clock that is asked.
@Suite struct TimedConditionTests {
  @Test func `a wait ends at its time on the clock that only goes forward`() {
    let condition = TimedCondition()
    let start = DispatchTime.now().uptimeNanoseconds
    let end = TimedCondition.now + 0.05
    let isWoken = condition.withLock {
      while TimedCondition.now < end { if !condition.wait(until: end) { return false } }
      return true
    }
    #expect(!isWoken)
    #expect(DispatchTime.now().uptimeNanoseconds - start >= 50_000_000)
    // The clock of the kernel's uptime, not seconds since 1970, by which an hour back would be an hour to wait.
    #expect(TimedCondition.now < Date().timeIntervalSince1970 / 2)
  }

  @Test func `a time that has passed is not waited for`() {
    let condition = TimedCondition()
    #expect(condition.withLock { !condition.wait(until: TimedCondition.now - 3600) })
    #expect(condition.withLock { !condition.wait(until: 0) })
  }

  @Test func `a broadcast ends it sooner`() {
    let condition = TimedCondition()
    nonisolated(unsafe) var isDone = false
    DispatchQueue.global().async {
      condition.withLock {
        isDone = true
        condition.broadcast()
      }
    }
    let end = TimedCondition.now + 600
    condition.withLock { while !isDone, condition.wait(until: end) {} }
    #expect(TimedCondition.now < end)
  }
}
