import Foundation
import GRDB
import Testing
import Tracking

@testable import Store

/// One call for many jobs.
struct JobChangesTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  private func status(_ id: Int64) throws -> Status? { try store.job(id)?.status }

  @Test func `a job of every tag that can be stored is found by it`() throws {
    let tags = [("a:b", "c"), ("a", "b:c"), ("::", "::"), ("k.with dots", "1,2"), ("é:ü", ":")]
    for (key, value) in tags {
      let id = try temporary.job(tags: [key: value]).id
      let tag = try #require(JobSelection.Tag("\(key):\(value)"))
      #expect(try store.jobs(JobSelection(tag: [tag])).items.contains { $0.id == id }, "\(key)")
      #expect(SummaryKey("tag.\(key)") == .tag(key))
    }
    // One text for two tags finds both.
    let both = try #require(JobSelection.Tag("a:b:c"))
    #expect(try store.jobs(JobSelection(tag: [both])).items.count == 2)
    #expect(SummaryKey("tag.\u{301}") == .tag("\u{301}"))
  }

  @Test func `nothing is done before the caller has said to how many jobs`() throws {
    let ids = try (0..<3).map { _ in try temporary.job(experiment: "one").id }
    let filter = JobSelection(experiment: ["one"])
    for expected in [nil, 0, 2, 4] {
      for change in JobsChange.allCases where change != .resume {
        #expect(throws: TrackingError.otherCount(3, to: change.rawValue, expected: expected)) {
          try store.change(filter, by: change, expected: expected)
        }
      }
    }
    #expect(try ids.allSatisfy { try status($0) == .queued })
    #expect(try !ids.contains { try store.job($0)?.isPaused ?? true })
  }

  @Test func `cancelling is done to what has not ended, and tells which runs are under way`() throws {
    let running = try temporary.job(experiment: "one", trials: 2)
    let waiting = try temporary.job(experiment: "one")
    let other = try temporary.job(experiment: "two")
    let done = try temporary.job(experiment: "one")
    _ = try store.cancel(job: done.id)
    let run = try #require(try store.claimNextRun { _ in 0 })
    let (jobs, runs) = try store.change(JobSelection(experiment: ["one"]), by: .cancel, expected: 2)
    #expect(jobs == [running.id, waiting.id])
    #expect(runs == [run.id])
    #expect(try status(waiting.id) == .cancelled && status(other.id) == .queued)
    // Again it is done to none: the one under way has been told.
    #expect(try store.change(JobSelection(experiment: ["one"]), by: .cancel, expected: 0).jobs == [])
  }

  @Test
  func `a pause passes over what is paused and what is trained elsewhere, and a resumption finds its runs`()
    throws
  {
    let first = try temporary.job(experiment: "one", trials: 2)
    let second = try temporary.job(experiment: "one")
    _ = try store.insertExternal(
      NewJob(
        name: "e", experiment: "one", tags: [:], method: "bp", network: "n", dataset: "d", config: "{}",
        seeds: [1],
        steps: 0, stepsPerEpoch: 1))
    _ = try store.pause(job: second.id)
    #expect(try store.change(JobSelection(experiment: ["one"]), by: .pause, expected: 1).jobs == [first.id])
    let (jobs, runs) = try store.change(JobSelection(experiment: ["one"]), by: .resume, expected: 2)
    #expect(jobs == [first.id, second.id] && runs == (first.runs + second.runs).map(\.id))
    #expect(try !(store.job(first.id)?.isPaused ?? true))
  }

  @Test func `deleting takes every job, and counts none twice`() throws {
    let ids = try (0..<40).map { try temporary.job(experiment: "one", tags: ["n": "\($0 % 2)"]).id }
    _ = try store.cancel(job: ids[0])
    let filter = JobSelection(experiment: ["one"], tag: [.init(key: "n", value: "0")])
    #expect(try store.change(filter, by: .delete, expected: 20).jobs.count == 20)
    #expect(try store.change(filter, by: .delete, expected: 0).jobs == [])
    #expect(try store.jobs(JobSelection(experiment: ["one"]), limit: 100).items.count == 20)
  }
}
