import GRDB
import Testing
import Tracking

@testable import Store

struct ListsTests {
  @Test func `jobs come newest first, page after page, each once`() throws {
    let temporary = try TemporaryStore()
    let ids = try (0..<7).map { try temporary.job("job \($0)").id }
    var seen: [Int64] = []
    var after: String?
    var pages = 0
    repeat {
      let page = try temporary.store.jobs(after: after, limit: 3)
      seen += page.items.map(\.id)
      after = page.next
      pages += 1
      // A job that comes meanwhile does not shift the pages.
      if pages == 1 { _ = try temporary.job("late") }
    } while after != nil
    #expect(seen == ids.reversed())
    #expect(pages == 3)
    #expect(try temporary.store.runs(limit: 5).items.map(\.run.jobID) == [8, 7, 6, 5, 4])
    #expect(try temporary.store.runs(limit: 8).next == nil)
  }

  @Test(arguments: ["", "x", "-1", "+1", "1.5", "99999999999999999999"])
  func `a cursor that is none is a typed error`(text: String) throws {
    let temporary = try TemporaryStore()
    let expected = StoreError.badCursor(text, expected: "the \"next\" of the page before")
    #expect(throws: expected) { try temporary.store.jobs(after: text) }
    #expect(throws: expected) { try temporary.store.runs(after: text) }
  }

  @Test func `filters hold together, and a limit out of range is brought into it`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let a = try temporary.job("a", experiment: "one", method: "bp", tags: ["who": "me", "why": "x:y"]).id
    let b = try temporary.job("b", experiment: "one", method: "dkp", trials: 2, tags: ["who": "you"]).id
    let c = try temporary.job("c", experiment: "two", method: "dkp", tags: ["me": "who"]).id
    _ = try store.claimNextRun { _ in 0 }
    func jobs(_ filter: JobSelection) throws -> [Int64] { try store.jobs(filter).items.map(\.id) }
    #expect(try jobs(JobSelection()) == [c, b, a])
    #expect(try jobs(JobSelection(status: [.running])) == [a])
    #expect(try jobs(JobSelection(status: [.queued], experiment: ["one"])) == [b])
    #expect(try jobs(JobSelection(experiment: ["three"])) == [])
    #expect(try jobs(JobSelection(tag: [.init(key: "who", value: "me")])) == [a])
    #expect(try jobs(JobSelection(tag: [.init(key: "why", value: "x:y")])) == [a])
    func runs(_ filter: RunFilter) throws -> [Int64] { try store.runs(filter).items.map(\.run.jobID) }
    #expect(try runs(RunFilter(method: "dkp")) == [c, b, b])
    #expect(try runs(RunFilter(status: .queued, experiment: "one", method: "dkp")) == [b, b])
    #expect(try runs(RunFilter(job: b)) == [b, b])
    #expect(try store.jobs(limit: 0).items.count == 1)
    #expect(try store.jobs(limit: .max).items.count == 3)
  }

  @Test func `a record says where its run belongs, its layers in network order and its last values`() throws {
    let temporary = try TemporaryStore()
    let job = try temporary.job(trials: 2)
    let run = job.runs[0].id
    // Alphabetical order would be another one.
    for layer in ["conv1", "fc2", "fc10", "fc1"] {
      try temporary.series(Metric("angle", layer: layer), run: run, [(1, 90)])
    }
    try temporary.series(Metric("weight_angle", layer: "fc9"), run: run, [(1, 90)])
    try temporary.series(Metric("loss"), run: run, [(1, 2.5), (2, 2.25), (3, .nan)])
    try temporary.series(Metric("accuracy"), run: run, [(1, 0.5), (2, 0.75)])
    try temporary.series(Metric("samples_per_second"), run: run, [(2, 15_000)])
    try temporary.series(Metric("empty"), run: run)
    let record = try #require(try temporary.store.runRecord(run))
    #expect(record.layers == ["angle": ["conv1", "fc2", "fc10", "fc1"], "weight_angle": ["fc9"]])
    #expect(record.latest.keys.sorted() == ["accuracy", "loss", "samples_per_second"])
    #expect(record.latest["accuracy"] == 0.75)
    #expect(record.latest["loss"]?.isNaN == true)
    #expect(record.latest["samples_per_second"] == 15_000)
    #expect(record.jobName == "a job" && record.experiment == "an experiment" && record.network == "fc5")
    #expect(record.method == "dkp" && record.dataset == "fashion-mnist" && record.run.trial == 1)
    let other = try #require(try temporary.store.runRecord(job.runs[1].id))
    #expect(other.layers == [:] && other.latest == [:])
    let whole = try #require(try temporary.store.jobRecord(job.id))
    #expect(whole.runs[1] == other && whole.runs[0].layers == record.layers)
    #expect(whole.job == (try temporary.store.job(job.id)))
    #expect(try temporary.store.runRecord(99) == nil)
    #expect(try temporary.store.jobRecord(99) == nil)
  }

  @Test func `a list of 100 jobs takes as many statements as a list of one`() throws {
    let temporary = try TemporaryStore(isTracing: true)
    for _ in 0..<100 { _ = try temporary.job(trials: 2, tags: ["a": "b"]) }
    for run in 1...200 { try temporary.series(Metric("loss"), run: Int64(run), [(1, 1)], flush: run == 200) }
    _ = try temporary.store.jobs()  // Opens the connection.
    for limit in [1, 100] {
      temporary.clearTrace()
      #expect(try temporary.store.jobs(limit: limit).items.count == limit)
      let jobs = temporary.statements.filter { $0.hasPrefix("SELECT") }
      #expect(jobs.count == 4, "\(jobs)")
      temporary.clearTrace()
      #expect(try temporary.store.runs(limit: limit).items.count == limit)
      let runs = temporary.statements.filter { $0.hasPrefix("SELECT") }
      #expect(runs.count == 2, "\(runs)")
    }
  }
}
