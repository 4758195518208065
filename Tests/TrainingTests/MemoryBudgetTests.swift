import Compute
import Synchronization
import Testing

@testable import Training

/// Who may begin while others are under way.
@Suite struct MemoryBudgetTests {
  /// What the budget is told of a machine, and what a test changes of it.
  private final class Machine: Sendable {
    private let state: Mutex<(available: Int, held: Int)>

    init(available: Int) { state = Mutex((available, 100)) }

    func take(_ bytes: Int) { state.withLock { $0 = ($0.available - bytes, $0.held + bytes) } }
    func loseToOthers(_ bytes: Int) { state.withLock { $0.available -= bytes } }

    var room: MemoryRoom {
      state.withLock {
        MemoryRoom(bounds: [.init(name: "it", total: 10_000, available: $0.available, held: $0.held)])
      }
    }

    var budget: MemoryBudget { MemoryBudget { self.room } }
  }

  private func need(_ bytes: Int, dataset: Int = 0) -> MemoryNeed {
    MemoryNeed(engine: bytes, dataset: dataset, batches: 0)
  }

  @Test func `what others have been promised is theirs before they take it`() throws {
    let machine = Machine(available: 1000)
    let budget = machine.budget
    try budget.reserve(need(600), of: "a", for: 1)
    #expect(throws: MemoryShortage(need: 500, room: 400, bound: "it", isForGood: false)) {
      try budget.reserve(need(500), of: "b", for: 2)
    }
    try budget.reserve(need(400), of: "b", for: 2)
    budget.release(1)
    try budget.reserve(need(600), of: "a", for: 3)
  }

  @Test func `what they have taken is not counted twice`() throws {
    let machine = Machine(available: 1000)
    let budget = machine.budget
    try budget.reserve(need(600), of: "a", for: 1)
    machine.take(550)
    try budget.reserve(need(400), of: "b", for: 2)
    #expect(throws: MemoryShortage.self) { try budget.reserve(need(1), of: "c", for: 3) }
  }

  @Test func `other programs count`() throws {
    let machine = Machine(available: 1000)
    let budget = machine.budget
    machine.loseToOthers(700)
    #expect(throws: MemoryShortage(need: 400, room: 300, bound: "it", isForGood: false)) {
      try budget.reserve(need(400), of: "a", for: 1)
    }
    try budget.reserve(need(300), of: "a", for: 1)
    // The same run once more takes no more.
    try budget.reserve(need(300), of: "a", for: 1)
  }

  @Test func `what nobody else holds does not become free by waiting`() throws {
    let mine = MemoryRoom(bounds: [
      .init(name: "mine", total: 1 << 30, available: 1 << 29, held: 1 << 29, isOwn: true)
    ])
    let budget = MemoryBudget { mine }
    let error = #expect(throws: MemoryShortage.self) { try budget.reserve(need(1 << 29), of: "a", for: 1) }
    // Addresses that its threads' heaps keep are not for its tensors.
    #expect(error == MemoryShortage(need: 1 << 29, room: 1 << 28, bound: "mine", isForGood: true))
    try budget.reserve(need(1 << 20), of: "a", for: 1)
    #expect(throws: MemoryShortage(need: 1 << 29, room: 0, bound: "mine", isForGood: false)) {
      try budget.reserve(need(1 << 29), of: "b", for: 2)
    }
  }

  @Test func `a run that two threads were about to claim keeps its memory when one of them gives it up`()
    throws
  {
    let budget = Machine(available: 1000).budget
    try budget.reserve(need(600), of: "a", for: 1)
    try budget.reserve(need(600), of: "a", for: 1)
    budget.release(1)
    #expect(throws: MemoryShortage.self) { try budget.reserve(need(600), of: "a", for: 2) }
    budget.release(1)
    budget.release(1)
    try budget.reserve(need(600), of: "a", for: 2)
  }

  @Test func `runs of one dataset share its pictures`() throws {
    let budget = Machine(available: 1000).budget
    try budget.reserve(need(200, dataset: 400), of: "a", for: 1)
    #expect(throws: MemoryShortage.self) { try budget.reserve(need(200, dataset: 400), of: "b", for: 2) }
    try budget.reserve(need(200, dataset: 400), of: "a", for: 2)
    try budget.reserve(need(200), of: "b", for: 3)
  }

  @Test func `where the system tells of no bound there is none`() throws {
    let nothing = MemoryRoom(bounds: [])
    try MemoryBudget { nothing }.reserve(need(.max / 2), of: "a", for: 1)
    try nothing.check(.max)
  }

  @Test func `sizes are told as people say them`() {
    let texts = [(0, "0 MB"), (640_000_000, "640 MB"), (3_240_000_000, "3.2 GB"), (12_000_000_000, "12 GB")]
    for (bytes, text) in texts { #expect(MemoryShortage.text(bytes) == text) }
  }
}
