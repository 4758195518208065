import Testing
import Tracking

@testable import Store

/// Runs that take their process with them.
@Suite struct DeathTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  /// A start after a death, in which the queue asks for work.
  private func start(checkpoint: Int = 0) throws -> Run? {
    try store.interruptRuns(of: .local)
    return try store.claimNextRun { _ in checkpoint }
  }

  @Test func `the third death without a checkpoint is the run's last, and the queue goes on`() throws {
    let deadly = try temporary.job("deadly").runs[0].id
    let next = try temporary.job("next").runs[0].id
    for _ in 1...3 { #expect(try start()?.id == deadly) }
    #expect(try start()?.id == next)
    let run = try #require(try store.run(deadly))
    #expect(run.status == .failed && run.attempt == 3 && run.finishedAt != nil)
    #expect(run.message?.hasPrefix("the process died 3 times while it trained this run") == true)
    #expect(try store.job(run.jobID)?.status == .failed)
    // It stays so.
    #expect(try start()?.id == next)
  }

  @Test func `a new checkpoint gives three more`() throws {
    let run = try temporary.job().runs[0].id
    for checkpoint in [0, 0, 0, 10, 10, 10, 20] { #expect(try start(checkpoint: checkpoint)?.id == run) }
    #expect(try start(checkpoint: 20)?.attempt == 8)
    #expect(try start(checkpoint: 20)?.attempt == 9)
    #expect(try start(checkpoint: 20) == nil)
    #expect(try store.run(run)?.status == .failed)
  }

  @Test func `to be stopped is not to die`() throws {
    let run = try temporary.job().runs[0].id
    for _ in 1...6 {
      #expect(try store.claimNextRun { _ in 0 }?.id == run)
      try store.finish(run: run, as: .interrupted, message: nil)
      try store.interruptRuns(of: .local)
    }
    #expect(try start()?.id == run)
  }

  @Test func `a run that is not admitted stays what it was`() throws {
    struct TooLarge: Error {}
    let run = try temporary.job().runs[0]
    #expect(throws: TooLarge.self) { try store.claimNextRun(admit: { _ in throw TooLarge() }) { _ in 0 } }
    #expect(try store.run(run.id) == run)
    var asked: [Int64] = []
    #expect(try store.claimNextRun(admit: { asked.append($0.id) }, checkpointStep: { _ in 0 })?.id == run.id)
    #expect(asked == [run.id])
  }
}
