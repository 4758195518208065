import Testing

@testable import Compute

@Suite struct WaitingDecisionTests {
  /// A decision after looks 0.1 s apart, each with a thread that was without a core for this part of the time.
  private static func after(_ parts: [Double]) -> WaitingDecision.Waiting {
    var decision = WaitingDecision()
    for part in parts { decision.take(delayed: part * 0.1, elapsed: 0.1) }
    return decision.waiting
  }

  @Test func `waits are long at first and stay so on a quiet machine`() {
    #expect(WaitingDecision().waiting == .long)
    #expect(Self.after(Array(repeating: 0.1, count: 100)) == .long)
  }

  @Test func `one look at a busy machine suffices for short waits`() {
    #expect(Self.after([0, 0, 0.5]) == .short)
    #expect(Self.after([WaitingDecision.busyFrom + 0.001]) == .short)
  }

  @Test func `a little delay changes nothing, either way`() {
    let between = (WaitingDecision.busyFrom + WaitingDecision.quietUpTo) / 2
    #expect(Self.after(Array(repeating: between, count: 100)) == .long)
    #expect(Self.after([0.5] + Array(repeating: between, count: 100)) == .short)
  }

  @Test func `waits are long again after two quiet seconds, not before`() {
    #expect(Self.after([0.5] + Array(repeating: 0, count: 19)) == .short)
    #expect(Self.after([0.5] + Array(repeating: 0, count: 21)) == .long)
  }

  @Test func `quiet seconds count only one after the other`() {
    let almost = [Double](repeating: 0, count: 19)
    #expect(Self.after([0.5] + almost + [0.3] + almost) == .short)
    #expect(Self.after([0.5] + almost + [0.5] + almost) == .short)
  }

  @Test func `what counts is the part of the time, however long ago the last look was`() {
    var decision = WaitingDecision()
    decision.take(delayed: 1, elapsed: 10)
    #expect(decision.waiting == .long)
    decision.take(delayed: 5, elapsed: 10)
    #expect(decision.waiting == .short)
    decision.take(delayed: 0, elapsed: 10)
    #expect(decision.waiting == .long)
  }
}
