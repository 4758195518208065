import Testing
import Tracking

@testable import Store

/// What charts are told of a selection's runs, and what the queue shows.
struct SelectionPageTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }
  private let metric = ListedMetric("test_accuracy")

  init() throws { temporary = try TemporaryStore() }

  @Test func `runs come newest first with their jobs, page after page, and with what they measure`() throws {
    let first = try temporary.job("first", method: "bp", trials: 3)
    _ = try temporary.job("other", method: "dfa")
    let last = try temporary.job("last", method: "bp", trials: 2)
    for layer in ["fc2", "fc10", "fc1"] {
      try temporary.series(Metric("angle", layer: layer), run: last.runs[1].id, [(1, 90)])
    }
    try temporary.series(Metric("loss"), run: last.runs[1].id, [(1, 1)])
    let selection = JobSelection(method: ["bp"])
    let page = try store.runs(of: selection, limit: 3)
    #expect(page.total == 5 && page.runs.items.map(\.id) == [6, 5, 3])
    #expect(page.jobs.map(\.id) == [last.id, first.id])
    #expect(page.runs.items[0].measures == ["angle": ["fc2", "fc10", "fc1"], "loss": []])
    #expect(page.runs.items[1].measures == [:])
    let rest = try store.runs(of: selection, after: page.runs.next, limit: 3)
    #expect(rest.total == nil && rest.runs.items.map(\.id) == [2, 1] && rest.runs.next == nil)
    #expect(rest.jobs.map(\.id) == [first.id])
    let named = try store.runs(of: JobSelection(runs: [2...2, 5...9]), limit: 10)
    #expect(named.runs.items.map(\.id) == [6, 5, 2] && named.total == 3)
    let none = try store.runs(of: JobSelection(method: ["x"]), limit: 10)
    #expect(none.runs.items == [] && none.jobs == [] && none.total == 0)
  }

  @Test func `the queue shows who is taken next in the order in which they are taken`() throws {
    let late = try temporary.job("late")
    let paused = try temporary.job("paused")
    let urgent = try temporary.job("urgent", trials: 2)
    let broken = try temporary.job("broken")
    _ = try store.insertExternal(
      NewJob(
        name: "outside", experiment: "e", tags: [:], method: "m", network: "n", dataset: "d", config: "{}",
        seeds: [1], steps: 0, stepsPerEpoch: 1))
    try store.setPriority(of: urgent.id, to: 5)
    _ = try store.pause(job: paused.id)
    _ = try store.claim(run: broken.runs[0].id)
    try store.interruptRuns(of: .local)
    let before = try store.queue(metric: metric)
    #expect(before.next.map(\.id) == [urgent.id, broken.id, late.id] && before.waitingTotal == 3)
    #expect(before.running.map(\.job.name) == ["outside"] && before.runningTotal == 1)
    var taken: [Int64] = []
    while let run = try store.claimNextRun(checkpointStep: { _ in 0 }) { taken.append(run.jobID) }
    #expect(taken == [urgent.id, urgent.id, broken.id, late.id])
    let after = try store.queue(metric: metric)
    #expect(after.next == [] && after.waitingTotal == 0 && after.runningTotal == 4)
  }

  @Test func `a job whose other runs wait is under way, not waiting`() throws {
    let job = try temporary.job(trials: 3)
    _ = try store.claimNextRun { _ in 0 }
    let queue = try store.queue(metric: metric)
    #expect(queue.running.map(\.id) == [job.id] && queue.next == [])
  }
}
