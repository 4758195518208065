import Testing
import Tracking

@testable import Store

/// Runs that are handed to a scheduler.
@Suite struct SubmissionTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  private func waiting() throws -> [Int64] {
    try store.unsubmittedRuns(in: [.any, .slurm], limit: 100).map(\.run.id)
  }

  private func end(_ state: String) throws {
    for var open in try store.openSubmissions(of: "slurm") {
      open.submission.state = state
      open.submission.endedAt = store.now()
      try store.update(open.submission)
    }
  }

  @Test func `a run is handed over once, and again after its task has ended`() throws {
    let job = try temporary.job(trials: 3)
    #expect(try waiting() == job.runs.map(\.id))
    try store.submitted(run: 1, to: "slurm", as: "12_0")
    #expect(try waiting() == [2, 3])
    let open = try store.openSubmissions(of: "slurm")
    #expect(
      open.map(\.submission.job) == ["12_0"] && open[0].submission.state == "PENDING" && open[0].isWanted)
    #expect(try store.openSubmissions(of: "other").isEmpty)
    _ = try store.pause(job: job.id)
    #expect(try waiting() == [] && store.openSubmissions(of: "slurm")[0].isWanted == false)
    try store.resume(job: job.id)
    try end("NODE_FAIL")
    #expect(try waiting() == [1, 2, 3])
  }

  @Test func `only tasks that ended of themselves count against a run, and only until somebody begins it`()
    throws
  {
    _ = try temporary.job()
    for (state, failures) in [("CANCELLED", 0), ("PREEMPTED", 0), ("FAILED", 1), ("COMPLETED", 2)] {
      try store.submitted(run: 1, to: "slurm", as: "1_0")
      try end(state)
      #expect(try store.unsubmittedRuns(in: [.any], limit: 9).map(\.failures) == [failures], "\(state)")
    }
    // The real clock, by which the history is kept, is ahead of this store's.
    let run = try store.claim(run: 1, for: LeaseTerms(owner: .worker("slurm:1_0:a")))
    #expect(try store.interrupt(run: 1, attempt: run.attempt, isDeath: true, message: "1_0 FAILED"))
    #expect(try !store.interrupt(run: 1, attempt: run.attempt, isDeath: true, message: "twice"))
    #expect(try store.unsubmittedRuns(in: [.any], limit: 9).map(\.failures) == [0])
    #expect(try temporary.number("SELECT deaths FROM runs") == 1)
    #expect(try store.run(1)?.message == "1_0 FAILED")
  }

  @Test func `a run that nobody ever begins ends, and one that was cancelled by the scheduler's own means`()
    throws
  {
    _ = try temporary.job(trials: 3)
    try store.fail(waiting: 1, message: "in vain")
    try store.cancel(run: 2, message: "scancel")
    _ = try store.claim(run: 3)
    try store.fail(waiting: 3, message: "it does not wait")
    #expect(try store.job(1)?.runs.map(\.status) == [.failed, .cancelled, .running])
    #expect(try store.run(1)?.message == "in vain" && store.run(2)?.finishedAt != nil)
  }

  @Test func `what it says is in the run's details and goes with its job`() throws {
    let job = try temporary.job()
    #expect(try store.runDetails(1)?.submission == nil)
    for number in ["7_0", "8_0"] { try store.submitted(run: 1, to: "slurm", as: number) }
    #expect(try store.runDetails(1)?.submission?.job == "8_0")
    _ = try store.delete(job: job.id)
    while try store.removeSome(of: job.id) {}
    #expect(try temporary.number("SELECT count(*) FROM submissions") == 0)
  }
}
