import Synchronization
import Testing

@testable import Concurrency

@Suite struct RetryPolicyTests {
  private enum Failure: Error { case passing, final }

  /// Counts what a policy does.
  private final class Diary: Sendable {
    let firsts = Mutex<[Bool]>([])
    let rests = Mutex<[Double]>([])
  }

  private func policy(_ diary: Diary, pauses: Int = .max, limit: Double = .infinity) -> RetryPolicy {
    RetryPolicy(
      pause: 0.25, limit: limit,
      rest: { seconds in
        diary.rests.withLock { rests in
          rests.append(seconds)
          return rests.count <= pauses
        }
      },
      passes: { $0 as? Failure == .passing },
      report: { _, isFirst in diary.firsts.withLock { $0.append(isFirst) } })
  }

  @Test func `what passes is tried until it has passed`() throws {
    let diary = Diary()
    var tries = 0
    let value = try policy(diary).run {
      tries += 1
      if tries < 4 { throw Failure.passing }
      return 7
    }
    #expect(value == 7 && tries == 4)
    #expect(diary.firsts.withLock { $0 } == [true, false, false])
    #expect(diary.rests.withLock { $0 } == [0.25, 0.25, 0.25])
  }

  @Test func `what does not pass is final`() {
    let diary = Diary()
    #expect(throws: Failure.final) { try policy(diary).run { throw Failure.final } }
    #expect(throws: Failure.passing) {
      try policy(diary).only { _ in false }.run { throw Failure.passing }
    }
    #expect(throws: Failure.passing) { try RetryPolicy.never.run { throw Failure.passing } }
    #expect(diary.firsts.withLock { $0 }.isEmpty)
  }

  @Test func `whoever is told to leave tries no more, nor does one whose time is over`() {
    let diary = Diary()
    var tries = 0
    let failing: () throws -> Void = {
      tries += 1
      throw Failure.passing
    }
    #expect(throws: Failure.passing) { try policy(diary, pauses: 2).run(failing) }
    #expect(tries == 3)
    #expect(throws: Failure.passing) { try policy(Diary(), limit: 0).run(failing) }
    #expect(tries == 4)
  }
}
