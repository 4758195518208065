import GRDB
import Testing
import Tracking

@testable import Store

/// Pause, resume, cancel and their durability.
struct JobControlTests {
  @Test func `runs of a paused job are passed over until it is resumed`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let (first, second) = (try temporary.job(trials: 2), try temporary.job())
    #expect(try store.pause(job: first.id) == [])
    #expect(try store.job(first.id)?.isPaused == true && store.job(first.id)?.status == .queued)
    #expect(try store.claimNextRun { _ in 0 }?.jobID == second.id)
    #expect(try store.claimNextRun { _ in 0 } == nil)
    try store.resume(job: first.id)
    #expect(try store.claimNextRun { _ in 0 }?.id == first.runs[0].id)
    // One is under way now, and has to be stopped by whoever trains it.
    #expect(try store.pause(job: first.id) == [first.runs[0].id])
    #expect(try store.pause(job: first.id) == [first.runs[0].id])
    try store.finish(run: first.runs[0].id, as: .interrupted, message: nil)
    #expect(try store.job(first.id)?.status == .interrupted)
    #expect(try store.claimNextRun { _ in 0 } == nil)
    try store.interruptRuns(of: .local)
    #expect(try store.job(first.id)?.isPaused == true)
    try store.resume(job: first.id)
    #expect(try store.claimNextRun { _ in 0 }?.id == first.runs[0].id)
    #expect(try store.claimNextRun { _ in 0 }?.id == second.runs[0].id)
  }

  /// Between the pause for which it stops and its end, somebody cancels it.
  @Test func `a run that stops for a pause is cancelled when its job is by then`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job()
    let run = job.runs[0].id
    _ = try store.claimNextRun { _ in 0 }
    #expect(try store.pause(job: job.id) == [run])
    #expect(try store.cancel(job: job.id) == [run])
    #expect(try store.finish(run: run, as: .interrupted, message: nil) == .cancelled)
    #expect(try store.run(run)?.finishedAt != nil)
    #expect(try store.job(job.id)?.status == .cancelled)
  }

  @Test func `what an earlier version left interrupted of a cancelled job is cancelled at the start`() throws
  {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job()
    _ = try store.claimNextRun { _ in 0 }
    try store.finish(run: job.runs[0].id, as: .interrupted, message: nil)
    try store.pool.write {
      try $0.execute(
        sql: "UPDATE jobs SET cancelled_at = '2026-11-28T00:00:00.000Z' WHERE id = ?", arguments: [job.id])
    }
    #expect(try store.interruptRuns(of: .local) == 0)
    #expect(try store.job(job.id)?.status == .cancelled)
  }

  @Test func `a job that is paused between look and claim is not claimed`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job()
    _ = try store.claimNextRun { _ in 0 }
    try store.interruptRuns(of: .local)
    let claimed = try store.claimNextRun { _ in
      _ = try store.pause(job: job.id)
      return 0
    }
    #expect(claimed == nil)
    #expect(try store.run(job.runs[0].id)?.status == .interrupted)
  }

  @Test func `what has ended takes no changes, and says so`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job()
    _ = try store.claimNextRun { _ in 0 }
    _ = try store.pause(job: job.id)
    try store.finish(run: job.runs[0].id, as: .succeeded, message: nil)
    #expect(try store.job(job.id)?.isPaused == false)
    for (change, words) in [
      ({ _ = try store.pause(job: job.id) }, "be paused"), ({ try store.resume(job: job.id) }, "be resumed"),
      ({ _ = try store.cancel(job: job.id) }, "be cancelled"),
    ] as [(() throws -> Void, String)] {
      #expect(throws: TrackingError.ended(job: job.id, .succeeded, to: words)) { try change() }
    }
    let cancelled = try temporary.job()
    _ = try store.cancel(job: cancelled.id)
    #expect(try store.cancel(job: cancelled.id) == [])
    #expect(throws: TrackingError.ended(job: cancelled.id, .cancelled, to: "be paused")) {
      try store.pause(job: cancelled.id)
    }
    #expect(throws: TrackingError.noSuchJob(99)) { try store.pause(job: 99) }
    #expect(throws: TrackingError.noSuchJob(99)) { try store.resume(job: 99) }
  }

  @Test func `a job that somebody else trains is not ours to pause`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try store.insertExternal(
      NewJob(
        name: "", experiment: "e", tags: [:], method: "bp", network: "n", dataset: "d", config: "{}",
        seeds: [1], steps: 0, stepsPerEpoch: 1))
    #expect(throws: TrackingError.external(job: job.id, to: "be paused")) { try store.pause(job: job.id) }
    #expect(throws: TrackingError.external(job: job.id, to: "be resumed")) { try store.resume(job: job.id) }
  }

  @Test
  func `a cancellation that was acknowledged holds, even if the process dies before the run has stopped`()
    throws
  {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let (job, other) = (try temporary.job(trials: 2), try temporary.job())
    for _ in 0..<3 { _ = try store.claimNextRun { _ in 0 } }
    #expect(try store.cancel(job: job.id) == job.runs.map(\.id))
    #expect(try store.interruptRuns(of: .local) == 1)
    let cancelled = try #require(try store.job(job.id))
    #expect(cancelled.status == .cancelled && cancelled.finishedAt != nil)
    #expect(cancelled.runs.map(\.status) == [.cancelled, .cancelled])
    #expect(try store.job(other.id)?.status == .interrupted)
  }

  @Test func `a run keeps the number of threads of its first begin`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    #expect(try temporary.store.run(run)?.threads == nil)
    #expect(try temporary.store.begin(run: run, threads: 3) == 3)
    #expect(try temporary.store.begin(run: run, threads: 2) == 3)
    #expect(try temporary.store.run(run)?.threads == 3)
    #expect(throws: TrackingError.noSuchRun(99)) { try temporary.store.begin(run: 99, threads: 1) }
  }
}
