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

  private func key(_ run: Run, worker: String = "alice") -> LeaseKey {
    LeaseKey(run: run.id, worker: worker, attempt: run.attempt)
  }

  private func claim(_ owner: RunOwner, until: Double? = nil) throws -> Run? {
    try store.claimNextRun(
      for: LeaseTerms(owner: owner, until: until, seconds: until.map { _ in 60 }), admit: { _ in }
    ) { _ in 0 }
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
      try store.renew(key(run), LeaseNews())
    }
    #expect(try store.run(run.id)?.status == .running)
  }

  @Test func `a lease that is renewed goes on`() throws {
    _ = try temporary.job()
    let run = try #require(try claim(Self.alice, until: Self.start - 1))
    let standing = try store.renew(key(run), LeaseNews(seconds: 1e6, threads: 3))
    #expect(standing == LeaseStanding(stop: nil, threads: 3, seconds: 1e6))
    // The number of the first begin holds, and the time that was asked for.
    #expect(try store.renew(key(run), LeaseNews(threads: 5)) == standing)
    #expect(try store.interruptRuns(of: .local) == 0)
    #expect(try !store.interruptExpired())
    #expect(try store.run(run.id)?.status == .running)
    #expect(throws: TrackingError.notOwner(run: run.id, Self.alice)) {
      try store.finish(run: run.id, as: .succeeded, message: nil)
    }
    try store.finish(run: run.id, as: .succeeded, message: nil, divergedStep: nil, by: Self.alice)
    #expect(try temporary.number("SELECT count(*) FROM runs WHERE lease_until IS NOT NULL") == 0)
  }

  private func batch(_ steps: ClosedRange<Int>) -> [PointColumns] {
    [PointColumns(Metric("loss"), steps: Array(steps), values: steps.map { 1 / Double($0) })]
  }

  private func losses(_ run: Run) throws -> [Int] {
    try store.points(runs: [run.id], names: ["loss"], after: .step(0), maxPoints: nil).series.first?.steps
      ?? []
  }

  @Test func `a worker's points are stored once, and no more once somebody else has the run`() throws {
    _ = try temporary.job()
    let hers = try #require(try claim(Self.alice, until: Self.start + 1e6))
    let name = PointColumns.BatchName("a1-1", checksum: 17)
    for _ in 0..<2 {
      let receipt = try store.append(batch(1...30), batch: name, step: 30, to: key(hers))
      #expect(receipt == PointColumns.Receipt(points: 30, repeated: 0))
    }
    #expect(throws: TrackingError.batchChanged(run: hers.id, name: "a1-1")) {
      try store.append(batch(1...3), batch: .init("a1-1", checksum: 18), step: 30, to: key(hers))
    }
    // They come like points of our own: with the time of their arrival, and in the middle of an epoch.
    #expect(try temporary.number("SELECT count(*) FROM points WHERE at IS NOT NULL") == 0)
    #expect(try temporary.number("SELECT count(*) FROM arrivals") == 1)
    #expect(try store.run(hers.id)?.step == 30)
    for wrong in [key(hers, worker: "bob"), LeaseKey(run: hers.id, worker: "alice", attempt: 2)] {
      #expect(throws: TrackingError.notOwner(run: hers.id, Self.alice)) {
        try store.append(batch(31...40), step: 40, to: wrong)
      }
    }
    _ = try store.renew(key(hers), LeaseNews(seconds: 2))
    for _ in 0..<4 { _ = store.now() }
    #expect(try store.interruptExpired())
    let his = try #require(
      try store.claimNextRun(for: LeaseTerms(owner: .worker("bob"), until: Self.start + 1e6), admit: { _ in })
      {
        _ in 20
      })
    #expect(his.id == hers.id && his.attempt == 2)
    #expect(try losses(his) == Array(1...20))
    #expect(throws: TrackingError.notOwner(run: hers.id, .worker("bob"))) {
      try store.append(batch(31...40), batch: .init("a1-2", checksum: 1), step: 40, to: key(hers))
    }
    _ = try store.append(
      batch(21...40), batch: .init("a2-1", checksum: 1), step: 40, to: key(his, worker: "bob"))
    #expect(try losses(his) == Array(1...40))
    #expect(
      try store.finish(key(his, worker: "bob"), as: .succeeded, message: nil, divergedStep: nil) == .succeeded
    )
    // The answer was lost: the same once more is answered alike, and leaves nothing to compare batches by.
    #expect(
      try store.finish(key(his, worker: "bob"), as: .succeeded, message: nil, divergedStep: nil) == .succeeded
    )
    #expect(try temporary.number("SELECT count(*) FROM batches") == 0)
    #expect(throws: TrackingError.notOpen(run: his.id, .succeeded)) {
      try store.append(batch(41...50), step: 50, to: key(his, worker: "bob"))
    }
  }

  @Test func `who was taken for gone and comes back before anybody else goes on`() throws {
    _ = try temporary.job()
    let run = try #require(try claim(Self.alice, until: Self.start - 1))
    #expect(try store.interruptExpired())
    #expect(try store.run(run.id)?.status == .interrupted)
    _ = try store.append(batch(1...3), step: 3, to: key(run))
    let now = try #require(try store.run(run.id))
    #expect(now.status == .running && now.attempt == 1 && now.message == nil && now.step == 3)
    #expect(try !store.interruptExpired())
  }

  @Test func `a worker hears from its renewals that its job was paused, cancelled or deleted`() throws {
    for (index, change) in [JobsChange.pause, .cancel, .delete].enumerated() {
      let job = try temporary.job()
      let run = try #require(try claim(Self.alice, until: Self.start + 1e6))
      switch change {
      case .pause: #expect(try store.pause(job: job.id) == [run.id])
      case .cancel: #expect(try store.cancel(job: job.id) == [run.id])
      case .delete: #expect(try store.delete(job: job.id) == [run.id])
      case .resume: break
      }
      #expect(try store.renew(key(run), LeaseNews(seconds: 60)).stop == (index == 0 ? .pause : .cancel))
      let end = try store.finish(key(run), as: .interrupted, message: nil, divergedStep: nil)
      #expect(end == (index == 0 ? .interrupted : .cancelled))
      _ = try? store.cancel(job: job.id)
    }
  }

  @Test func `a start gives every worker its time anew, and takes nobody's`() throws {
    _ = try temporary.job(trials: 2)
    let short = try #require(try claim(Self.alice, until: Self.start - 100))
    let long = try #require(try claim(.worker("bob"), until: Self.start + 1e6))
    try store.extendLeases()
    #expect(try store.interruptRuns(of: .local) == 0)
    #expect(try store.run(short.id)?.status == .running && store.run(long.id)?.status == .running)
    #expect(try temporary.number("SELECT count(*) FROM runs WHERE lease_until > '2023-11-20'") == 1)
  }

  @Test func `runs are given out where their jobs may be trained`() throws {
    for place in [Place.slurm, .here, .any] {
      _ = try store.insert(
        NewJob(
          name: "e", experiment: "e", tags: [:], method: "bp", network: "n", dataset: "d", config: "{}",
          seeds: [1], steps: 3, stepsPerEpoch: 1, place: place))
    }
    let anywhere = LeaseTerms(owner: Self.alice, places: [.any])
    #expect(try store.waitingRuns(in: [.any], upTo: 9) == 1)
    #expect(try store.claimNextRun(for: anywhere, admit: { _ in }) { _ in 0 }?.id == 3)
    #expect(try store.claimNextRun(for: anywhere, admit: { _ in }) { _ in 0 } == nil)
    #expect(try store.claimNextRun { _ in 0 }?.id == 2)
    #expect(try store.claimNextRun { _ in 0 } == nil)
    // Who asks for one by its id knows why.
    #expect(try store.claim(run: 1, for: anywhere).owner == Self.alice)
    #expect(throws: TrackingError.notWaiting(run: 1, "worker:alice trains it already")) {
      try store.claim(run: 1, for: .local)
    }
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
