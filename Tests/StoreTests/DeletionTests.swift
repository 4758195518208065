import Foundation
import GRDB
import Testing
import Tracking

@testable import Store

/// Deletion in the database itself.
struct DeletionTests {
  private func size(_ temporary: TemporaryStore) throws -> Int {
    try #require(
      try FileManager.default.attributesOfItem(atPath: temporary.store.path)[.size] as? Int)
  }

  /// A job of two runs with points in many series.
  private func filled(_ temporary: TemporaryStore, points: Int) throws -> Job {
    let job = try temporary.job(trials: 2, tags: ["a": "b"])
    for run in job.runs {
      for name in ["loss", "accuracy"] {
        try temporary.series(Metric(name), run: run.id, (1...points).map { ($0, Double($0 % 97)) })
      }
    }
    return job
  }

  @Test func `a deleted job is gone from every list at once, its rows go step by step`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let kept = try filled(temporary, points: 100)
    let job = try filled(temporary, points: 15_000)
    #expect(try store.deletedJob() == nil)
    #expect(try store.delete(job: job.id) == [])
    #expect(try store.job(job.id) == nil && store.jobRecord(job.id) == nil)
    #expect(try store.run(job.runs[0].id) == nil && store.runRecord(job.runs[0].id) == nil)
    #expect(try store.jobs().items.map(\.id) == [kept.id])
    #expect(try store.runs().items.map(\.id) == kept.runs.map(\.id).reversed())
    #expect(try store.points(runs: [job.runs[0].id], names: [], after: .step(0), maxPoints: nil).series == [])
    for view in ["metrics", "angles", "results"] where view != "results" {
      #expect(try temporary.number("SELECT count(*) FROM \(view) WHERE run_id > 2") == 0, "\(view)")
    }
    #expect(throws: TrackingError.noSuchJob(job.id)) { try store.delete(job: job.id) }
    #expect(try store.claimNextRun { _ in 0 }?.jobID == kept.id)

    let deleted = try #require(try store.deletedJob())
    #expect(deleted.job == job.id && deleted.runs == job.runs.map(\.id))
    var (steps, left) = (0, 60_400.0)
    while try store.removeSome(of: job.id) {
      steps += 1
      let now = try #require(try temporary.number("SELECT count(*) FROM points"))
      #expect(now < left || now == 400)
      #expect(left - now <= 20_000)
      left = now
    }
    #expect(steps >= 3)
    #expect(try store.deletedJob() == nil)
    #expect(try temporary.number("SELECT count(*) FROM jobs") == 1)
    #expect(try temporary.number("SELECT count(*) FROM runs") == 2)
    #expect(try temporary.number("SELECT count(*) FROM series") == 4)
    #expect(try temporary.number("SELECT count(*) FROM points") == 400)
    #expect(try temporary.number("SELECT count(*) FROM job_tags") == 1)
    #expect(try temporary.number("SELECT sum(count) FROM point_levels WHERE level = 1") == 400)
    // Ids name files and links elsewhere, and are not used again.
    #expect(try temporary.job().id == job.id + 1)
  }

  @Test func `a run under way keeps its rows until it has stopped`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job(trials: 2)
    _ = try store.claimNextRun { _ in 0 }
    #expect(try store.delete(job: job.id) == [job.runs[0].id])
    #expect(try store.deletedJob() == nil)
    try store.finish(run: job.runs[0].id, as: .cancelled, message: nil)
    #expect(try store.deletedJob()?.job == job.id)
    #expect(try store.removeSome(of: job.id) == false)
    #expect(try temporary.number("SELECT count(*) FROM runs") == 0)
  }

  @Test func `one whose process died is not taken up again, but removed`() throws {
    let temporary = try TemporaryStore()
    let job = try temporary.job()
    _ = try temporary.store.claimNextRun { _ in 0 }
    _ = try temporary.store.delete(job: job.id)
    #expect(try temporary.store.interruptRuns(of: .local) == 0)
    #expect(try temporary.store.deletedJob()?.job == job.id)
  }

  @Test func `points that come late for what is gone are left out`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try store.insertExternal(
      NewJob(
        name: "", experiment: "e", tags: [:], method: "bp", network: "n", dataset: "d", config: "{}",
        seeds: [1], steps: 0, stepsPerEpoch: 1))
    let run = job.runs[0].id
    let columns = PointColumns(Metric("loss"), steps: [1, 2], values: [1, 2])
    _ = try store.append([columns], batch: .init("one", checksum: 1), toExternal: run)
    #expect(try store.delete(job: job.id) == [])
    #expect(throws: TrackingError.noSuchRun(run)) { try store.append([columns], toExternal: run) }
    #expect(throws: TrackingError.noSuchRun(run)) {
      try store.finishExternal(run: run, as: .succeeded, message: nil)
    }
    while try store.removeSome(of: job.id) {}
    #expect(try temporary.number("SELECT count(*) FROM batches") == 0)
    #expect(try temporary.number("SELECT count(*) FROM experiments WHERE id > 0") == 0)
  }

  @Test func `free pages are given back in steps, and the file gets smaller`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try filled(temporary, points: 100_000)
    _ = try filled(temporary, points: 100)
    _ = try store.giveBackSome()
    try store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    let before = try size(temporary)
    _ = try store.delete(job: job.id)
    while try store.removeSome(of: job.id) {}
    #expect(try size(temporary) >= before)
    var steps = 1
    while try store.giveBackSome() { steps += 1 }
    #expect(steps > 4)
    #expect(try size(temporary) < before / 10)
    #expect(try temporary.number("PRAGMA freelist_count") == 0)
  }

  @Test func `a database of before, which gives nothing back, is made one that does when it is opened`()
    throws
  {
    let directory = TemporaryStore.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let path = directory + "/bearing.sqlite"
    // As the program made it before: its first four migrations, without a word on vacuum.
    let folder = TemporaryStore.newDirectory()
    try FileManager.default.copyItem(atPath: TemporaryStore.migrations, toPath: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file >= "0005" {
      try FileManager.default.removeItem(atPath: folder + "/" + file)
    }
    let pool = try DatabasePool(path: path, configuration: Store.configuration())
    _ = try Migrations(folder: folder).run(in: pool, path: path)
    try pool.write { db in
      try db.execute(
        sql: """
          INSERT INTO experiments (name, created_at) VALUES ('e', '2025-11-23T20:08:00.123Z');
          INSERT INTO jobs (experiment_id, name, method, network, dataset, config, status, created_at)
            VALUES (1, 'old', 'bp', 'fc5', 'mnist', '{}', 'succeeded', '2025-11-23T20:08:00.123Z');
          INSERT INTO runs (job_id, trial, seed, status, steps, steps_per_epoch, created_at)
            VALUES (1, 1, 1, 'succeeded', 100000, 10, '2025-11-23T20:08:00.123Z');
          INSERT INTO series (run_id, name) VALUES (1, 'loss');
          INSERT INTO points
            WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 100000)
            SELECT 1, value, value * 0.5 FROM n;
          """)
      #expect(try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 0)
    }
    try pool.close()

    let store = try Store.open(directory: directory, migrations: TemporaryStore.migrations)
    #expect(try store.pool.read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2)
    let job = try #require(try store.job(1))
    #expect(job.name == "old" && job.priority == 0 && !job.isPaused && job.runs[0].threads == nil)
    #expect(try store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM points") } == 100_000)
    try store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    let before = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    _ = try store.delete(job: 1)
    while try store.removeSome(of: 1) {}
    while try store.giveBackSome() {}
    let after = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(after < before / 2)
    try store.close()
  }
}
