import GRDB
import Testing
import Tracking

@testable import Store

struct ExternalRunTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }

  init() throws { temporary = try TemporaryStore() }

  private func open(steps: Int = 100) throws -> Run {
    let job = NewJob(
      name: "elsewhere", experiment: "e", tags: ["who": "me"], method: "bp", network: "mlp", dataset: "xor",
      config: #"{"batch_size":10}"#, seeds: [7], steps: steps, stepsPerEpoch: 10)
    return try store.insertExternal(job).runs[0]
  }

  private func loss(_ steps: [Int], _ values: [Double]) -> [PointColumns] {
    [PointColumns(Metric("loss", unit: "nats"), steps: steps, values: values)]
  }

  /// Every row that points have made, as text.
  private func rows() throws -> [String] {
    try store.pool.read { db in
      try ["SELECT * FROM series", "SELECT * FROM points", "SELECT * FROM point_levels"].flatMap { sql in
        try Row.fetchAll(db, sql: sql).map { "\($0)" }
      }
    }
  }

  @Test func `a run is open from the start, and so is its job`() throws {
    let run = try open()
    #expect(run.isExternal && run.status == .running && run.startedAt != nil && run.finishedAt == nil)
    #expect(run.seed == 7 && run.steps == 100 && run.step == 0 && run.attempt == 1)
    #expect(try store.job(run.jobID)?.status == .running)
    #expect(try store.runRecord(run.id)?.run == run)
    #expect(try temporary.job().runs[0].isExternal == false)
  }

  @Test func `no queue claims, interrupts or resumes it, while it does so with ours`() throws {
    let theirs = try open()
    let ours = try temporary.job().runs[0].id
    #expect(try store.claimNextRun { _ in 0 }?.id == ours)
    #expect(try store.interruptRuns(of: .local) == 1)
    #expect(try store.run(theirs.id) == theirs)
    #expect(try store.claimNextRun { _ in 0 }?.id == ours)
    #expect(try store.claimNextRun { _ in 0 } == nil)
    #expect(throws: TrackingError.notWaiting(run: theirs.id, "it is trained elsewhere")) {
      try store.claim(run: theirs.id)
    }
  }

  @Test func `cancelling its job ends it, and leaves nobody to be stopped`() throws {
    let run = try open()
    #expect(try store.cancel(job: run.jobID).isEmpty)
    #expect(try store.run(run.id)?.status == .cancelled)
    #expect(try store.run(run.id)?.finishedAt != nil)
    #expect(try store.job(run.jobID)?.status == .cancelled)
    #expect(throws: TrackingError.notOpen(run: run.id, .cancelled)) {
      try store.append(loss([1], [1]), toExternal: run.id)
    }
  }

  @Test func `points are there when the call returns, with their levels and the run's progress`() throws {
    let run = try open()
    let steps = Array(1...1_000)
    let columns =
      loss(steps, steps.map(Double.init)) + [
        PointColumns(Metric("angle", layer: "fc1"), steps: [5], values: [.nan])
      ]
    #expect(try store.append(columns, toExternal: run.id) == .init(points: 1_001, repeated: 0))
    let page = try store.points(runs: [run.id], names: [], after: .step(0), maxPoints: nil)
    #expect(page.series.map(\.name) == ["loss", "angle"])
    #expect(page.series[0].steps == steps && page.series[0].unit == "nats")
    #expect(page.series[1].values[0].isNaN && page.series[1].layer == "fc1")
    #expect(try temporary.number("SELECT sum(sum) FROM point_levels WHERE level = 7") == 500_500)
    let after = try #require(try store.run(run.id))
    // More steps than were announced: the run is as long as it turns out to be.
    #expect(after.step == 1_000 && after.steps == 1_000)
    #expect(try store.append(loss([], []), toExternal: run.id) == .init(points: 0, repeated: 0))
    #expect(try store.append(loss([3], [0]), toExternal: run.id).points == 1)
    #expect(try store.run(run.id)?.step == 1_000)
  }

  @Test func `the same batch once more changes nothing, neither points nor levels`() throws {
    let run = try open()
    let first = loss(Array(1...50), (1...50).map { 1 / Double($0) })
    let second = loss(Array(51...99), (51...99).map { 1 / Double($0) })
    for columns in [first, second] { _ = try store.append(columns, toExternal: run.id) }
    let before = try rows()
    for columns in [first, second] {
      #expect(try store.append(columns, toExternal: run.id).points == columns[0].steps.count)
    }
    #expect(try rows() == before)
  }

  @Test func `another value for a step takes the old one's place, in the levels too`() throws {
    let run = try open()
    _ = try store.append(loss([1, 2, 3, 4], [1, 2, 3, .nan]), toExternal: run.id)
    _ = try store.append(loss([4, 2, 2], [40, 0, 20]), toExternal: run.id)
    let page = try store.points(runs: [run.id], names: [], after: .step(0), maxPoints: nil)
    #expect(page.series[0].values == [1, 20, 3, 40])
    let level = "FROM point_levels WHERE level = 1"
    #expect(try temporary.number("SELECT sum \(level)") == 64)
    #expect(try temporary.number("SELECT max \(level)") == 40)
    #expect(try temporary.number("SELECT nulls \(level)") == 0)
  }

  @Test func `points in any order make the rows of points in order`() throws {
    let runs = try [open(), open()]
    let steps = (0..<500).map { 1 + ($0 * 7919) % 500 * 100 }
    _ = try store.append(loss(steps, steps.map(Double.init)), toExternal: runs[0].id)
    _ = try store.append(loss(steps.sorted(), steps.sorted().map(Double.init)), toExternal: runs[1].id)
    let levels = try store.pool.read { db in
      try [1, 2].map { series in
        try Row.fetchAll(
          db,
          sql: "SELECT level, bucket, count, sum, min, max, first_step FROM point_levels WHERE series_id = ?",
          arguments: [series]
        ).map { "\($0)" }
      }
    }
    #expect(levels[0] == levels[1] && levels[0].count > 500)
  }

  @Test func `a batch with a name is taken once; another one of that name is refused`() throws {
    let run = try open()
    let name = PointColumns.BatchName("first", checksum: 1)
    #expect(try store.append(loss([1], [1]), batch: name, toExternal: run.id).points == 1)
    _ = try store.append(loss([1], [2]), toExternal: run.id)
    // Late, after a correction: it stays corrected.
    #expect(try store.append(loss([1], [1]), batch: name, toExternal: run.id).points == 1)
    #expect(try temporary.number("SELECT value FROM points") == 2)
    #expect(throws: TrackingError.batchChanged(run: run.id, name: "first")) {
      try store.append(loss([1], [3]), batch: .init("first", checksum: 2), toExternal: run.id)
    }
    try store.finishExternal(run: run.id, as: .succeeded, message: nil)
    #expect(try store.append(loss([1], [1]), batch: name, toExternal: run.id).points == 1)
    let other = try open()
    #expect(
      try store.append(loss([1], [3]), batch: .init("first", checksum: 2), toExternal: other.id).points == 1)
  }

  @Test func `the answer counts the points that are there, not those that were given, and says so again`()
    throws
  {
    let run = try open()
    let name = PointColumns.BatchName("first", checksum: 1)
    let columns = loss([1, 1, 1, 1], [29.3, 10.1, 9.5, 8.6]) + loss([1, 2], [7, 8])
    let receipt = PointColumns.Receipt(points: 2, repeated: 4)
    #expect(try store.append(columns, batch: name, toExternal: run.id) == receipt)
    #expect(try temporary.number("SELECT count(*) FROM points") == 2)
    #expect(try temporary.number("SELECT value FROM points WHERE step = 1") == 7)
    #expect(try store.append(columns, batch: name, toExternal: run.id) == receipt)
    #expect(try store.append(columns, toExternal: run.id) == receipt)
    // Each series has a first step of its own.
    let two = loss([5], [1]) + [PointColumns(Metric("accuracy"), steps: [5], values: [1])]
    #expect(try store.append(two, toExternal: run.id) == .init(points: 2, repeated: 0))
  }

  @Test func `a run whose length nobody gave has none until it ends`() throws {
    let runs = try [open(steps: 0), open(steps: 0), open(steps: 0), open(steps: 2)]
    for run in runs {
      #expect(run.isOpenEnded == (run.steps == 0))
      _ = try store.append(loss([1, 7], [1, 1]), toExternal: run.id)
    }
    #expect(try runs.map { try store.run($0.id)?.steps } == [0, 0, 0, 7])
    #expect(try store.states(of: [runs[0].id])[runs[0].id]?.steps == nil)
    #expect(try store.states(of: [runs[3].id])[runs[3].id]?.steps == 7)
    try store.finishExternal(run: runs[0].id, as: .succeeded, message: nil)
    _ = try store.cancel(job: runs[1].jobID)
    #expect(try runs.map { try store.run($0.id)?.steps } == [7, 7, 0, 7])
    #expect(try runs.map { try store.run($0.id)?.isOpenEnded } == [false, false, true, false])
    #expect(try store.states(of: [runs[0].id])[runs[0].id]?.steps == 7)
  }

  @Test func `the time of the last points is kept, of runs of ours too`() throws {
    let (theirs, ours) = (try open(), try temporary.job().runs[0].id)
    #expect(theirs.lastPointAt == nil)
    _ = try store.append(loss([], []), toExternal: theirs.id)
    store.writer.append([], run: ours, step: 1)
    try store.writer.flush()
    #expect(try store.run(theirs.id)?.lastPointAt == nil && store.run(ours)?.lastPointAt == nil)
    _ = try store.append(loss([1], [1]), toExternal: theirs.id)
    try temporary.series(Metric("loss"), run: ours, [(1, 1)])
    let first = try #require(try store.run(theirs.id)?.lastPointAt)
    #expect(first > theirs.createdAt)
    #expect(try store.run(ours)?.lastPointAt ?? 0 > first)
    _ = try store.append(loss([2], [1]), toExternal: theirs.id)
    #expect(try store.run(theirs.id)?.lastPointAt ?? 0 > first)
  }

  @Test(arguments: [1 << 53 + 1, -(1 << 53) - 1, Int.max, Int.min])
  func `a batch with one bad step stores nothing`(step: Int) throws {
    let run = try open()
    let name = PointColumns.BatchName("bad", checksum: 1)
    #expect(throws: StoreError.self) {
      try store.append(loss([1, step], [1, 2]), batch: name, toExternal: run.id)
    }
    #expect(try rows().isEmpty)
    #expect(try temporary.number("SELECT count(*) FROM batches") == 0)
    #expect(try store.run(run.id)?.step == 0)
  }

  @Test func `it ends once, and the same end again changes nothing`() throws {
    let run = try open()
    try store.finishExternal(run: run.id, as: .failed, message: "no luck")
    let ended = try #require(try store.run(run.id))
    #expect(ended.status == .failed && ended.message == "no luck" && ended.finishedAt != nil)
    #expect(try store.job(run.jobID)?.status == .failed)
    try store.finishExternal(run: run.id, as: .failed, message: "again")
    #expect(try store.run(run.id) == ended)
    #expect(throws: TrackingError.badTransition(run: run.id, from: .failed, to: .succeeded)) {
      try store.finishExternal(run: run.id, as: .succeeded, message: nil)
    }
    #expect(throws: TrackingError.notOpen(run: run.id, .failed)) {
      try store.append(loss([1], [1]), toExternal: run.id)
    }
    let other = try open()
    #expect(throws: TrackingError.badTransition(run: other.id, from: .running, to: .interrupted)) {
      try store.finishExternal(run: other.id, as: .interrupted, message: nil)
    }
  }

  @Test func `runs of ours, and runs that are not there, take no points and no end from outside`() throws {
    let ours = try temporary.job().runs[0].id
    #expect(throws: TrackingError.notExternal(run: ours)) {
      try store.append(loss([1], [1]), toExternal: ours)
    }
    #expect(throws: TrackingError.notExternal(run: ours)) {
      try store.finishExternal(run: ours, as: .failed, message: nil)
    }
    #expect(throws: TrackingError.noSuchRun(99)) { try store.append([], toExternal: 99) }
    #expect(throws: TrackingError.noSuchRun(99)) {
      try store.finishExternal(run: 99, as: .failed, message: nil)
    }
  }
}
