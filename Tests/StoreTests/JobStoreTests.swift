import GRDB
import Testing
import Tracking

@testable import Store

struct JobStoreTests {
  /// The job's status in the database, after checking that it follows from its runs.
  private func status(_ temporary: TemporaryStore, _ job: Job) throws -> Status? {
    let job = try temporary.store.job(job.id)
    #expect(job?.status == job.map { Status.ofJob(runs: $0.runs.map(\.status)) })
    return job?.status
  }

  @Test func `a job comes back as it was put in, with a queued run per seed`() throws {
    let temporary = try TemporaryStore()
    let seeds: [UInt64] = [0, 7, 1 << 63, .max]
    let new = NewJob(
      name: "a \"job\"", experiment: "e", tags: ["who": "me", "b": "ü:1"], method: "dkp", network: "fc5",
      dataset: "mnist", config: #"{"a":1}"#, seeds: seeds, steps: 10, stepsPerEpoch: 5)
    let job = try temporary.store.insert(new)
    #expect(job.runs.map(\.seed) == seeds)
    #expect(job.runs.map(\.trial) == [1, 2, 3, 4])
    #expect(
      job.runs.allSatisfy { $0.status == .queued && $0.attempt == 1 && $0.jobID == job.id && $0.steps == 10 })
    #expect(job.tags == new.tags && job.config == new.config && job.experiment == "e")
    #expect(job.createdAt == 1_700_000_001.25 && job.startedAt == nil)
    #expect(try temporary.store.job(job.id) == job)
    #expect(try temporary.store.run(job.runs[2].id) == job.runs[2])
    #expect(try temporary.store.job(99) == nil)
    #expect(try temporary.store.run(99) == nil)
  }

  @Test func `people reading the table see times and seeds as they write them`() throws {
    let temporary = try TemporaryStore()
    _ = try temporary.store.insert(
      NewJob(
        name: "", experiment: "e", tags: [:], method: "bp", network: "n", dataset: "d", config: "{}",
        seeds: [5, .max], steps: 1, stepsPerEpoch: 1))
    try temporary.store.pool.read { db in
      #expect(try String.fetchOne(db, sql: "SELECT created_at FROM jobs") == "2023-11-14T22:13:21.250Z")
      let seeds = try String.fetchAll(db, sql: "SELECT seed FROM runs ORDER BY id")
      #expect(seeds == ["5", "18446744073709551615"])
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM runs WHERE seed = 5") == 1)
    }
  }

  @Test func `a config that is not JSON stores nothing`() throws {
    let temporary = try TemporaryStore()
    #expect(throws: DatabaseError.self) {
      try temporary.store.insert(
        NewJob(
          name: "", experiment: "e", tags: [:], method: "bp", network: "n", dataset: "d", config: "{",
          seeds: [1], steps: 1, stepsPerEpoch: 1))
    }
    #expect(try temporary.number("SELECT count(*) FROM experiments WHERE id > 0") == 0)
  }

  @Test func `runs are claimed in the order of asking, interrupted ones first, each once`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let jobs = try [temporary.job(trials: 2), temporary.job()]
    let first = try store.claimNextRun { _ in 0 }
    #expect(first?.id == jobs[0].runs[0].id)
    #expect(first?.status == .running && first?.attempt == 1 && first?.startedAt != nil)
    #expect(try status(temporary, jobs[0]) == .running)
    #expect(try store.claimNextRun { _ in 0 }?.id == jobs[0].runs[1].id)
    #expect(try store.interruptRuns(of: .local) == 2)
    #expect(try status(temporary, jobs[0]) == .interrupted)
    #expect(try store.claimNextRun { _ in 0 }?.id == jobs[0].runs[0].id)
    #expect(try store.claimNextRun { _ in 0 }?.id == jobs[0].runs[1].id)
    #expect(try store.claimNextRun { _ in 0 }?.id == jobs[1].runs[0].id)
    #expect(try store.claimNextRun { _ in 0 } == nil)
  }

  @Test
  func `a run that is taken up again loses the points after its checkpoint and counts one attempt more`()
    throws
  {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job()
    let run = try #require(try store.claimNextRun { _ in 0 })
    let points = (1...100).map { (step: $0, value: Double($0)) }
    let loss = try temporary.series(Metric("loss"), run: run.id, points)
    try store.interruptRuns(of: .local)
    #expect(try store.run(run.id)?.step == 100)

    struct Unreadable: Error {}
    #expect(throws: Unreadable.self) { try store.claimNextRun { _ in throw Unreadable() } }
    #expect(try store.run(run.id)?.status == .interrupted)

    let again = try store.claimNextRun { id in
      #expect(id == run.id)
      return 60
    }
    #expect(again?.step == 60 && again?.attempt == 2 && again?.status == .running)
    #expect(again?.startedAt == run.startedAt)
    #expect(try temporary.number("SELECT max(step) FROM points WHERE series_id = \(loss)") == 60)
    #expect(try temporary.number("SELECT sum(count) FROM point_levels WHERE level = 2") == 60)
    #expect(try status(temporary, job) == .running)
    let page = try store.points(runs: [run.id], names: [], after: .step(0), maxPoints: nil)
    #expect(page.series[0].attempt == 2)
  }

  @Test func `a run claimed by somebody else between look and claim is left to them`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    _ = try temporary.job(trials: 2)
    let first = try #require(try store.claimNextRun { _ in 0 })
    try store.interruptRuns(of: .local)
    // While the first reads the checkpoint, another claims the same run.
    var rival: Run?
    let claimed = try store.claimNextRun { _ in
      rival = try store.claimNextRun { _ in 0 }
      return 0
    }
    #expect(rival?.id == first.id && rival?.attempt == 2)
    #expect(claimed?.id == first.id + 1)
  }

  @Test func `a run ends once, and its job with its last run`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job(trials: 2)
    let runs = job.runs.map(\.id)
    #expect(throws: TrackingError.badTransition(run: runs[0], from: .queued, to: .succeeded)) {
      try store.finish(run: runs[0], as: .succeeded, message: nil)
    }
    #expect(throws: TrackingError.badTransition(run: runs[0], from: .queued, to: .cancelled)) {
      try store.finish(run: runs[0], as: .cancelled, message: nil)
    }
    #expect(throws: TrackingError.noSuchRun(99)) { try store.finish(run: 99, as: .failed, message: nil) }
    _ = try store.claimNextRun { _ in 0 }
    _ = try store.claimNextRun { _ in 0 }
    try store.finish(run: runs[0], as: .failed, message: "the loss is not finite")
    #expect(try status(temporary, job) == .running)
    try store.finish(run: runs[1], as: .succeeded, message: nil)
    #expect(try status(temporary, job) == .failed)
    let ended = try #require(try store.job(job.id))
    #expect(ended.runs[0].message == "the loss is not finite")
    #expect(ended.startedAt == ended.runs[0].startedAt && ended.finishedAt == ended.runs[1].finishedAt)
    #expect(ended.finishedAt != nil)
    #expect(throws: TrackingError.badTransition(run: runs[1], from: .succeeded, to: .failed)) {
      try store.finish(run: runs[1], as: .failed, message: nil)
    }
  }

  @Test func `cancelling ends what has not started and names what has to be stopped`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job(trials: 3)
    _ = try store.claimNextRun { _ in 0 }
    #expect(try store.cancel(job: job.id) == [job.runs[0].id])
    #expect(try status(temporary, job) == .running)
    try store.finish(run: job.runs[0].id, as: .cancelled, message: nil)
    #expect(try status(temporary, job) == .cancelled)
    #expect(try store.job(job.id)?.runs.map(\.status) == [.cancelled, .cancelled, .cancelled])
    #expect(try store.cancel(job: job.id) == [])
    #expect(throws: TrackingError.noSuchJob(99)) { try store.cancel(job: 99) }
  }

  @Test func `a job that has not started is over as soon as it is cancelled`() throws {
    let temporary = try TemporaryStore()
    let job = try temporary.job(trials: 2)
    #expect(try temporary.store.cancel(job: job.id) == [])
    #expect(try status(temporary, job) == .cancelled)
    let ended = try #require(try temporary.store.job(job.id))
    #expect(ended.startedAt == nil && ended.finishedAt == ended.runs[0].finishedAt && ended.finishedAt != nil)
    #expect(try temporary.store.claimNextRun { _ in 0 } == nil)
  }

  @Test func `deleting a job takes its runs, series, points, levels and tags along`() throws {
    let temporary = try TemporaryStore()
    let job = try temporary.job(tags: ["a": "b"])
    try temporary.series(Metric("loss"), run: job.runs[0].id, [(1, 1)])
    try temporary.store.pool.write { try $0.execute(sql: "DELETE FROM jobs") }
    for table in ["job_tags", "runs", "series", "points", "point_levels"] {
      #expect(try temporary.number("SELECT count(*) FROM \(table)") == 0, "\(table)")
    }
    #expect(try temporary.job().id == job.id + 1)
  }

  @Test func `the tables refuse words and numbers that mean nothing`() throws {
    let temporary = try TemporaryStore()
    _ = try temporary.job()
    for sql in [
      "UPDATE jobs SET status = 'done'", "UPDATE runs SET status = 'done'", "UPDATE runs SET attempt = 0",
      "UPDATE runs SET seed = 1.5", "UPDATE runs SET step = 'x'", "INSERT INTO points VALUES (99, 1, 1)",
    ] {
      #expect(throws: DatabaseError.self, "\(sql)") {
        try temporary.store.pool.write { try $0.execute(sql: sql) }
      }
    }
  }
}
