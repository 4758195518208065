import Files
import GRDB
import Testing
import Tracking

@testable import Store

/// Runs that tracking clients open and write to.
struct LoggedRunTests {
  private let temporary: TemporaryStore
  private let store: Store

  init() throws {
    temporary = try TemporaryStore()
    store = temporary.store
  }

  private func open(_ name: String = "a run", experiment: Int64 = 0) throws -> Int64 {
    try store.open(
      NewLoggedRun(experiment: experiment, name: name, user: "me", startedAt: 1_000, tags: [])
    ).id
  }

  private func point(_ key: String, _ step: Int, _ value: Double, at: Int) -> LoggedPoint {
    LoggedPoint(Metric(key: key, layered: ["angle"]), step: step, value: value, at: at)
  }

  private func log(_ run: Int64, _ points: LoggedPoint...) throws {
    try store.log(LoggedBatch(points: points), of: run)
  }

  private func told(_ run: Int64, _ key: String) throws -> [String] {
    try store.history(of: run, Metric.readings(ofKey: key)).points.map { "\($0.at) \($0.step) \($0.value)" }
  }

  @Test func `of several points at one step all are kept, and the latest by time, then value, is drawn`()
    throws
  {
    let run = try open()
    try log(run, point("acc", 0, 0.5, at: 20))
    try log(run, point("acc", 0, 0.7, at: 10))
    try log(run, point("acc", 0, 0.4, at: 20), point("acc", 0, 0.6, at: 20), point("acc", 0, .nan, at: 5))
    try log(run, point("acc", 0, 0.5, at: 20), point("acc", 0, .nan, at: 5))
    #expect(try told(run, "acc") == ["5 0 nan", "10 0 0.7", "20 0 0.4", "20 0 0.5", "20 0 0.6"])
    #expect(try temporary.number("SELECT value FROM points") == 0.6)
    #expect(try temporary.number("SELECT count(*) FROM points") == 1)
    #expect(try temporary.number("SELECT count(*) FROM history") == 5)
    #expect(try temporary.number("SELECT last_value FROM series_totals") == 0.6)
    #expect(try temporary.number("SELECT count FROM point_levels WHERE level = 1") == 1)
    let latest = try #require(try store.loggedRun(run)).latest
    #expect(latest == [point("acc", 0, 0.6, at: 20)])
  }

  @Test func `points may come in any order, and what comes twice is one`() throws {
    let run = try open()
    let points = [3, -2, 7, 0, -5].map { point("loss", $0, Double($0), at: 100 + $0) }
    for _ in 0..<2 { try store.log(LoggedBatch(points: points), of: run) }
    #expect(try told(run, "loss") == ["95 -5 -5.0", "98 -2 -2.0", "100 0 0.0", "103 3 3.0", "107 7 7.0"])
    #expect(try store.loggedRun(run)?.latest.map(\.step) == [7])
    #expect(try temporary.number("SELECT sum(count) FROM point_levels WHERE level = 7") == 5)
    // Late ones reach who has read the series up to its end.
    #expect(try temporary.number("SELECT count(*) FROM changes") == 0)
    try log(run, point("loss", 1, 1, at: 1))
    #expect(try temporary.number("SELECT step FROM changes") == 1)
  }

  @Test func `pages of a history end where they end, also within one moment`() throws {
    let run = try open()
    let points = (0..<50).map { point("loss", $0 % 5, Double($0 % 7), at: $0 / 25) }
    try store.log(LoggedBatch(points: points), of: run)
    let whole = try store.history(of: run, [Metric("loss")]).points
    #expect(whole.count > 40)
    for limit in [1, 3, 24, whole.count, whole.count + 1] {
      var (parts, place) = ([LoggedPoint](), PointHistory.Place?.none)
      repeat {
        let part = try store.history(of: run, [Metric("loss")], after: place, limit: limit)
        #expect(part.points.count <= limit)
        parts += part.points
        place = part.next
      } while place != nil
      #expect(parts == whole, "\(limit)")
    }
  }

  @Test func `a key of a measure with layers is the series that our own runs have`() throws {
    let run = try open()
    try log(run, point("angle/fc1", 1, 90, at: 1), point("train/loss", 1, 2, at: 1))
    let series = try temporary.store.pool.read { db in
      try String.fetchAll(db, sql: "SELECT name || ' ' || ifnull(layer, '-') FROM series ORDER BY id")
    }
    #expect(series == ["angle fc1", "train/loss -"])
    #expect(try told(run, "angle/fc1") == ["1 1 90.0"] && told(run, "train/loss") == ["1 1 2.0"])
  }

  @Test func `a param is written once, also where texts only look alike`() throws {
    let run = try open()
    let accents = ("caf\u{e9}", "cafe\u{301}")
    for _ in 0..<2 {
      try store.log(
        LoggedBatch(params: [LoggedText("lr", "0.1"), LoggedText("place", accents.0)]), of: run)
    }
    for (key, value) in [("lr", "0.10"), ("place", accents.1)] {
      #expect(throws: LoggingError.self) {
        try store.log(
          LoggedBatch(
            params: [LoggedText("new", "1"), LoggedText(key, value)], points: [point("a", 1, 1, at: 1)],
            tags: [LoggedText("t", "1")]), of: run)
      }
    }
    let logged = try #require(try store.loggedRun(run))
    #expect(logged.params.map(\.key) == ["lr", "place"])
    #expect(logged.tags.isEmpty && logged.latest.isEmpty)
  }

  @Test func `params are in the config, where lists and charts look for them`() throws {
    let (first, second) = (try open("first"), try open("second"))
    try store.log(LoggedBatch(params: [LoggedText("optimizer.lr", "0.1")]), of: first)
    _ = try store.facets(JobSelection())
    let more = [
      LoggedText("optimizer.lr", "0.01"), LoggedText("method", "dkp"), LoggedText("optimizer", "adam"),
      LoggedText("a:b", "x"), LoggedText("text", "1e-6"), LoggedText("whole", "7"),
    ]
    try store.log(LoggedBatch(params: more), of: second)
    let job = try #require(try store.run(second)).jobID
    let config = try #require(try store.job(job)).config
    #expect(config == #"{"method":"dkp","optimizer":{"lr":0.01},"text":"1e-6","whole":7}"#)
    #expect(try store.job(job)?.method == "dkp" && store.job(job)?.network == Store.unknown)
    let varying = try store.facets(JobSelection()).varying.map(\.key)
    #expect(varying == ["method", "optimizer.lr", "text", "whole"])
    let choice = try #require(JobSelection.ConfigChoice("optimizer.lr:0.01"))
    #expect(try store.runIDs(JobSelection(config: [choice])) == [second])
    let params = try temporary.store.pool.read { db in
      try String.fetchAll(
        db, sql: "SELECT key || '=' || value FROM params WHERE run_id = ? ORDER BY key", arguments: [second])
    }
    #expect(params.sorted() == more.map { "\($0.key)=\($0.value)" }.sorted())
  }

  @Test func `the params of our own runs are their configs, with the seed of each`() throws {
    let job = try temporary.job(trials: 2)
    let runs = try job.runs.map { try #require(try store.loggedRun($0.id)) }
    for (run, seed) in zip(runs, job.runs.map(\.seed)) {
      let params = Dictionary(run.params.map { ($0.key, $0.value) }) { $1 }
      let listed = try temporary.store.pool.read { db in
        try Row.fetchAll(db, sql: "SELECT key, value FROM params WHERE run_id = ?", arguments: [run.id])
      }
      #expect(params == Dictionary(listed.map { ($0[0], $0[1]) }) { $1 })
      if let own = params["seed"] { #expect(own == String(seed)) }
    }
    #expect(throws: LoggingError.trainedHere(run: runs[0].id, to: "write metrics")) {
      try log(runs[0].id, point("loss", 1, 1, at: 1))
    }
    #expect(throws: LoggingError.oneOfMany(run: runs[0].id, job: job.id, to: "delete")) {
      try store.setDeleted(run: runs[0].id, true)
    }
  }

  @Test func `a run that ended can be taken up again`() throws {
    let run = try open()
    try log(run, point("loss", 4, 1, at: 1))
    var logged = try store.update(run: run, status: .succeeded, endedAt: 5_000, name: nil)
    #expect(logged.run.status == .succeeded && logged.run.finishedAt == 5 && logged.run.steps == 4)
    try log(run, point("loss", 5, 1, at: 2))
    logged = try store.update(run: run, status: .running, endedAt: nil, name: "again")
    #expect(logged.run.status == .running && logged.run.finishedAt == nil && logged.name == "again")
    logged = try store.update(run: run, status: .failed, endedAt: nil, name: nil)
    #expect(logged.run.status == .failed && logged.run.finishedAt != nil)
    #expect(try store.job(logged.run.jobID)?.status == .failed)
  }

  @Test func `what is deleted is out of sight, and comes back or goes for good`() throws {
    let (kept, gone) = (try open("kept"), try open("gone"))
    for run in [kept, gone] {
      try log(run, point("loss", 1, 1, at: 1), point("loss", 1, 2, at: 1))
      try store.put(.init("x\(run)".utf8), at: "a/b.txt", of: .run(run))
      for _ in 0..<2 { try store.setDeleted(run: run, true) }
      #expect(try store.run(run) == nil && store.loggedRun(run)?.isDeleted == true)
      #expect(throws: LoggingError.deletedRun(run)) { try log(run, point("loss", 2, 1, at: 1)) }
    }
    #expect(
      try store.runs(RunSearch(experiments: [0], lifecycle: .deleted), offset: 0, limit: 9).runs.count == 2)
    #expect(try store.runs(RunSearch(experiments: [0]), offset: 0, limit: 9).runs.isEmpty)
    #expect(try store.deletedJob() == nil)
    try store.setDeleted(run: kept, false)
    #expect(try told(kept, "loss") == ["1 1 1.0", "1 1 2.0"])
    let job = try #require(try store.loggedRun(gone)).run.jobID
    #expect(try store.delete(job: job) == [])
    #expect(try store.deletedJob()?.job == job)
    while try store.removeSome(of: job) {}
    #expect(try store.loggedRun(gone) == nil)
    #expect(try temporary.number("SELECT count(*) FROM repeats") == 1)
    #expect(try temporary.number("SELECT count(*) FROM artifacts") == 1)
    #expect(throws: LoggingError.noSuchArtifact("a/b.txt")) {
      try store.artifact(at: "a/b.txt", of: .run(gone))
    }
    #expect(
      try store.artifact(at: "a/b.txt", of: .run(kept)).bytes(at: 0, count: 2) == Array("x\(kept)".utf8))
  }

  @Test func `an experiment stays without jobs, goes and comes back with its runs, and 0 is always there`()
    throws
  {
    let id = try store.makeExperiment("mine", artifactLocation: nil, tags: [LoggedText("k", "v")])
    let run = try open(experiment: id)
    let job = try #require(try store.run(run)).jobID
    try store.setDeleted(experiment: id, true)
    #expect(try store.run(run) == nil)
    #expect(throws: LoggingError.deletedExperiment(id)) { try open(experiment: id) }
    #expect(throws: LoggingError.nameIsTaken("mine", by: id, isDeleted: true)) {
      try store.makeExperiment("mine", artifactLocation: nil, tags: [])
    }
    try store.setDeleted(experiment: id, false)
    #expect(try store.run(run) != nil)
    _ = try store.delete(job: job)
    while try store.removeSome(of: job) {}
    #expect(try store.loggedExperiment(id)?.tags == [LoggedText("k", "v")])
    #expect(throws: LoggingError.keptExperiment(0)) { try store.setDeleted(experiment: 0, true) }
    #expect(try store.loggedExperiment(0)?.name == "Default")
  }
}
