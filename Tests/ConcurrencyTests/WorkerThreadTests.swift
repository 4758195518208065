import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Concurrency

@Suite struct WorkerThreadTests {
  @Test func `it begins once, hears all news, and has left when stop returns`() {
    let thread = WorkerThread("test", isBackground: true)
    let looks = Mutex(0)
    let begins = Mutex(0)
    let looked = DispatchSemaphore(value: 0)
    for _ in 0..<2 {
      thread.start { thread in
        begins.withLock { $0 += 1 }
        while thread.awaitNews() {
          looks.withLock { $0 += 1 }
          looked.signal()
        }
        looks.withLock { $0 = -1 }
      }
    }
    // What was there before is looked at without any news.
    looked.wait()
    thread.announce()
    looked.wait()
    #expect(looks.withLock { $0 } == 2)
    thread.stop()
    #expect(looks.withLock { $0 } == -1 && begins.withLock { $0 } == 1)
    thread.stop()
  }

  @Test func `one that rests is told to leave, and does so at once`() {
    let thread = WorkerThread("test")
    let isResting = DispatchSemaphore(value: 0)
    thread.start { thread in
      #expect(thread.rest(seconds: 0.001))
      isResting.signal()
      #expect(!thread.rest(seconds: 600))
      #expect(thread.isStopping && !thread.awaitNews() && !thread.rest(seconds: 600))
    }
    isResting.wait()
    thread.stop()
  }

  @Test func `stopped before its begin it never begins, and nobody waits for it`() {
    let thread = WorkerThread("test")
    thread.stop()
    thread.start { _ in Issue.record("it has begun") }
    thread.stop()
  }

  @Test func `its body goes when it ends`() {
    final class Held: Sendable {}
    weak var held: Held?
    let thread = WorkerThread("test")
    do {
      let object = Held()
      held = object
      thread.start { _ in withExtendedLifetime(object) {} }
    }
    thread.stop()
    // Foundation lets go of it a moment after it has ended.
    for _ in 0..<1000 where held != nil { Thread.sleep(forTimeInterval: 0.001) }
    #expect(held == nil)
  }
}
