import GRDB
import Testing
import Tracking

@testable import Store

/// Who holds a run, and what others may do about it meanwhile.
@Suite struct LeaseTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }
  /// The store's clock is near it, and gets on by a second with each look.
  private static let start = 1_700_000_000.0
  private static let alice = RunOwner.worker("alice")

  init() throws { temporary = try TemporaryStore() }

  private func claim(_ owner: RunOwner, until: Double? = nil) throws -> Run? {
    try store.claimNextRun(for: LeaseTerms(owner: owner, until: until), admit: { _ in }) { _ in 0 }
  }

  @Test func `a start interrupts the runs of its own name and leaves those of others`() throws {
    _ = try temporary.job(trials: 3)
    let mine = try #require(try claim(.local))
    let hers = try #require(try claim(Self.alice, until: Self.start + 1e6))
    #expect(mine.owner == .local && hers.owner == Self.alice && !hers.isExternal)
    #expect(try store.interruptRuns(of: .local) == 1)
    #expect(try store.run(mine.id)?.status == .interrupted)
    #expect(try store.run(hers.id)?.status == .running)
    // One who begins anew under the same name has lost what they trained.
    #expect(try store.interruptRuns(of: Self.alice) == 1)
    #expect(try store.run(hers.id)?.status == .interrupted)
  }

  @Test func `a lease that has run out is nobody's, and is no death`() throws {
    _ = try temporary.job()
    let run = try #require(try claim(Self.alice, until: Self.start - 1))
    for _ in 0..<Run.mostDeaths {
      #expect(try store.interruptRuns(of: .local) == 1)
      #expect(try claim(Self.alice, until: Self.start - 1)?.id == run.id)
    }
    #expect(try store.interruptRuns(of: .local) == 1)
    let taken = try #require(try claim(.local))
    #expect(taken.id == run.id && taken.owner == .local && taken.attempt == 5)
    // Who comes back from the dead has no say any more.
    #expect(throws: TrackingError.notOwner(run: run.id, .local)) {
      try store.finish(run: run.id, as: .succeeded, message: nil, divergedStep: nil, by: Self.alice)
    }
    #expect(throws: TrackingError.notOwner(run: run.id, .local)) {
      try store.renew(run: run.id, for: LeaseTerms(owner: Self.alice, until: Self.start + 1e6))
    }
    #expect(try store.run(run.id)?.status == .running)
    try store.finish(run: run.id, as: .succeeded, message: nil)
    #expect(throws: TrackingError.badTransition(run: run.id, from: .succeeded, to: .running)) {
      try store.renew(run: run.id, for: .local)
    }
  }

  @Test func `a lease that is renewed goes on`() throws {
    _ = try temporary.job()
    let run = try #require(try claim(Self.alice, until: Self.start - 1))
    try store.renew(run: run.id, for: LeaseTerms(owner: Self.alice, until: Self.start + 1e6))
    #expect(try store.interruptRuns(of: .local) == 0)
    #expect(try store.run(run.id)?.status == .running)
    #expect(throws: TrackingError.notOwner(run: run.id, Self.alice)) {
      try store.finish(run: run.id, as: .succeeded, message: nil)
    }
    try store.finish(run: run.id, as: .succeeded, message: nil, divergedStep: nil, by: Self.alice)
    #expect(try temporary.number("SELECT count(*) FROM runs WHERE lease_until IS NOT NULL") == 0)
  }

  @Test func `what is trained outside is never taken for dead, nor claimed`() throws {
    let job = try store.insertExternal(
      NewJob(
        name: "e", experiment: "e", tags: [:], method: "bp", network: "n", dataset: "d", config: "{}",
        seeds: [1], steps: 0, stepsPerEpoch: 1))
    let run = job.runs[0]
    #expect(run.owner == .outside && run.isExternal)
    for owner in [RunOwner.local, .outside, Self.alice] {
      #expect(try store.interruptRuns(of: owner) == 0)
      #expect(try claim(owner) == nil)
    }
    #expect(try temporary.number("SELECT is_external FROM runs") == 1)
  }

  @Test func `of a cancelled job, what its owner left is cancelled`() throws {
    let job = try temporary.job()
    let run = try #require(try claim(Self.alice, until: Self.start - 1))
    #expect(try store.cancel(job: job.id) == [run.id])
    #expect(try store.interruptRuns(of: .local) == 0)
    #expect(try store.run(run.id)?.status == .cancelled)
  }
}
