import Foundation
import Synchronization
import Testing
import Tracking

@testable import Store

/// A clock that jumps an hour back and forth, as one does that is set by hand or by a network that is late.
struct ClockJumpTests {
  /// An hour later, then an hour earlier, and so on; it never stands still.
  private final class Clock: Sendable {
    private let calls = Mutex(0)

    func now() -> Double {
      calls.withLock { calls in
        calls += 1
        return 1_700_000_000 + Double(calls) + (calls.isMultiple(of: 2) ? -3600 : 3600)
      }
    }
  }

  private func open(_ directory: String) throws -> Store {
    let clock = Clock()
    return try Store.open(
      directory: directory, migrations: TemporaryStore.migrations, now: { clock.now() })
  }

  private func job(_ name: String, in store: Store) throws -> Job {
    try store.insert(
      NewJob(
        name: name, experiment: "e", tags: [:], method: "dkp", network: "fc5", dataset: "mnist",
        config: "{}", seeds: [1], steps: 4, stepsPerEpoch: 2))
  }

  @Test func `jobs are taken, resumed, listed and paged in the order in which they were asked for`() throws {
    let directory = TemporaryStore.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try open(directory)
    let jobs = try (1...6).map { try job("job \($0)", in: store) }
    #expect(jobs.map(\.createdAt) != jobs.map(\.createdAt).sorted(), "the clock did not jump")
    var listed: [Int64] = []
    var page = try store.jobs(limit: 2)
    listed += page.items.map(\.job.id)
    while let next = page.next {
      page = try store.jobs(after: next, limit: 2)
      listed += page.items.map(\.job.id)
    }
    #expect(listed == jobs.map(\.id).reversed())

    for job in jobs {
      let run = try #require(try store.claimNextRun { _ in 0 })
      #expect(run.jobID == job.id)
      // Its process dies, and it is taken up before all that were never begun.
      let loss = try store.writer.series(of: Metric("loss"), in: run.id)
      for step in 1...3 {
        store.writer.append([Point(series: loss, step: step, value: 1)], run: run.id, step: step)
      }
      try store.writer.flush()
      #expect(try store.interruptRuns(of: .local) == 1)
      let again = try #require(try store.claimNextRun { _ in 2 })
      #expect(again.id == run.id && again.attempt == 2 && again.step == 2)
      try store.finish(run: run.id, as: .succeeded, message: nil)
      #expect(try store.job(job.id)?.status == .succeeded)
    }
    #expect(try store.claimNextRun { _ in 0 } == nil)
    try store.close()
  }

  @Test func `cancelled, paused and deleted jobs stay so`() throws {
    let directory = TemporaryStore.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try open(directory)
    let jobs = try (1...3).map { try job("job \($0)", in: store) }
    #expect(try store.cancel(job: jobs[0].id) == [])
    #expect(try store.pause(job: jobs[1].id) == [])
    #expect(try store.delete(job: jobs[2].id) == [])
    #expect(try store.claimNextRun { _ in 0 } == nil)
    #expect(try store.job(jobs[0].id)?.status == .cancelled)
    #expect(try store.jobs().items.map(\.job.id) == [jobs[1].id, jobs[0].id])
    try store.resume(job: jobs[1].id)
    #expect(try store.claimNextRun { _ in 0 }?.jobID == jobs[1].id)
    try store.close()
  }
}
