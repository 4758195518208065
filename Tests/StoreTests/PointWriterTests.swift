import Dispatch
import Foundation
import GRDB
import Testing
import TestSupport
import Tracking

@testable import Store

struct PointWriterTests {
  @Test func `a series is made once per metric, layer and run`() throws {
    let temporary = try TemporaryStore()
    let runs = try temporary.job(trials: 2).runs.map(\.id)
    let writer = temporary.store.writer
    let metrics = [
      Metric("loss", unit: "nats"), Metric("angle", layer: "fc1", unit: "degrees"), Metric("angle"),
    ]
    let first = try metrics.map { try writer.series(of: $0, in: runs[0]) }
    #expect(Set(first).count == 3)
    #expect(try metrics.map { try writer.series(of: $0, in: runs[0]) } == first)
    #expect(try !first.contains(writer.series(of: metrics[0], in: runs[1])))
    #expect(throws: TrackingError.noSuchRun(99)) { try writer.series(of: metrics[0], in: 99) }
  }

  @Test func `points arrive by themselves, and the run's step in the same transaction`() async throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    try temporary.series(Metric("loss"), run: run, [(1, 2), (2, .nan), (3, .infinity)], flush: false)
    #expect(try eventually { try temporary.store.run(run)?.step == 3 })
    #expect(try temporary.number("SELECT count(*) FROM points") == 3)
    #expect(try temporary.number("SELECT count(value) FROM points") == 1)
  }

  @Test func `threads may append at once, while others read: nothing is lost, nothing torn`() throws {
    let temporary = try TemporaryStore()
    let runs = try temporary.job(trials: 2).runs.map(\.id)
    let series = try runs.map { run in
      try (0..<3).map { try temporary.store.writer.series(of: Metric("angle", layer: "fc\($0)"), in: run) }
    }
    let steps = 20_000
    DispatchQueue.concurrentPerform(iterations: 3) { thread in
      if thread == 2 {
        for _ in 0..<50 {
          let page = try? temporary.store.points(runs: runs, names: [], after: .step(0), maxPoints: 100)
          // A step's three points are committed together.
          let lasts = page.map {
            Dictionary(grouping: $0.series, by: \.run).values.map { Set($0.map(\.steps.last)) }
          }
          #expect(lasts?.allSatisfy { $0.count <= 1 } == true)
        }
      } else {
        for step in 1...steps {
          let points = series[thread].map { Point(series: $0, step: step, value: Double(step)) }
          temporary.store.writer.append(points, run: runs[thread], step: step)
        }
      }
    }
    try temporary.store.writer.flush()
    for id in series.joined() {
      #expect(
        try temporary.number("SELECT sum(value) FROM points WHERE series_id = \(id)")
          == Double(steps * (steps + 1) / 2))
    }
    #expect(try runs.map { try temporary.store.run($0)?.step } == [steps, steps])
  }

  @Test func `it counts the points that it commits, and the processor time that they took`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let writer = temporary.store.writer
    #expect(writer.work == WriterWork())
    try temporary.series(Metric("loss"), run: run, (1...30_000).map { (step: $0, value: 1) })
    let first = writer.work
    #expect(first.points == 30_000 && first.processorSeconds > 0)
    try writer.flush()
    #expect(writer.work == first)
    try temporary.series(Metric("loss"), run: run, [(30_001, 1), (30_002, 2)])
    #expect(writer.work.points == 30_002 && writer.work.processorSeconds > first.processorSeconds)
  }

  @Test func `a step that cannot be is refused and said so; the other points are stored`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let series = try temporary.series(Metric("loss"), run: run, [(1 << 53 + 1, 1), (1, 2)], flush: false)
    #expect(throws: StoreError.badStep(series: series, step: 1 << 53 + 1)) {
      try temporary.store.writer.flush()
    }
    try temporary.store.writer.flush()
    #expect(try temporary.number("SELECT count(*) FROM points") == 1)
  }

  @Test func `points of a deleted job are left out, those beside them are stored`() throws {
    let temporary = try TemporaryStore()
    let jobs = try [temporary.job(), temporary.job()]
    let series = try jobs.map { try temporary.store.writer.series(of: Metric("loss"), in: $0.runs[0].id) }
    try temporary.store.pool.write {
      try $0.execute(sql: "DELETE FROM jobs WHERE id = ?", arguments: [jobs[0].id])
    }
    for (job, id) in zip(jobs, series) {
      temporary.store.writer.append([Point(series: id, step: 1, value: 1)], run: job.runs[0].id, step: 1)
    }
    try temporary.store.writer.flush()
    #expect(try temporary.number("SELECT sum(series_id) FROM points") == Double(series[1]))
  }

  @Test func `when the disk is full points wait, flush says so, and nothing is lost once there is room`()
    async throws
  {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let loss = try temporary.store.writer.series(of: Metric("loss"), in: run)
    // SQLite's own limit stands in for the disk's.
    try await temporary.store.pool.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    for step in 1...5_000 {
      temporary.store.writer.append([Point(series: loss, step: step, value: 1)], run: run, step: step)
    }
    let error = #expect(throws: DatabaseError.self) { try temporary.store.writer.flush() }
    #expect(error?.resultCode == .SQLITE_FULL)
    #expect(throws: DatabaseError.self) { try temporary.store.writer.series(of: Metric("accuracy"), in: run) }
    temporary.store.writer.append([Point(series: loss, step: 5_001, value: 1)], run: run, step: 5_001)
    try await temporary.store.pool.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = 1000000")
    }
    try temporary.store.writer.flush()
    #expect(try temporary.number("SELECT count(*) FROM points") == 5_001)
    #expect(try temporary.number("SELECT count FROM point_levels WHERE level = 7") == 5_001)
    _ = try temporary.store.writer.series(of: Metric("accuracy"), in: run)
  }

  @Test func `a full backlog makes the caller wait, not lose`() throws {
    let temporary = try TemporaryStore()
    let run = try temporary.job().runs[0].id
    let loss = try temporary.store.writer.series(of: Metric("loss"), in: run)
    let part = PointWriter.bound / 4
    // Nothing can be committed while another holds the write lock.
    let isHeld = DispatchSemaphore(value: 0)
    let release = DispatchSemaphore(value: 0)
    let pool = temporary.store.pool
    DispatchQueue.global().async {
      try? pool.write { _ in
        isHeld.signal()
        release.wait()
      }
    }
    isHeld.wait()
    let isDone = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      for index in 0..<6 {
        let points = (1...part).map { Point(series: loss, step: index * part + $0, value: 1) }
        temporary.store.writer.append(points, run: run, step: (index + 1) * part)
      }
      isDone.signal()
    }
    #expect(isDone.wait(timeout: .now() + 1) == .timedOut)
    release.signal()
    isDone.wait()
    try temporary.store.writer.flush()
    #expect(try temporary.number("SELECT count(*) FROM points") == Double(6 * part))
  }
  @Test
  func `whoever waits for room in a full backlog is let go when the training is to end, and nothing is lost`()
    throws
  {
    let temporary = try TemporaryStore()
    let (store, run) = (temporary.store, try temporary.job().runs[0].id)
    let loss = try store.writer.series(of: Metric("loss"), in: run)
    let pages = try store.pool.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
      return pages
    }
    let isDone = DispatchSemaphore(value: 0)
    let part = PointWriter.bound
    DispatchQueue.global().async {
      for index in 0..<2 {
        let points = (1...part).map { Point(series: loss, step: index * part + $0, value: 1) }
        store.writer.append(points, run: run, step: (index + 1) * part)
      }
      isDone.signal()
    }
    #expect(isDone.wait(timeout: .now() + 1) == .timedOut)
    store.writer.waitForNobody()
    isDone.wait()
    try store.pool.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = \(pages + 1_000_000)")
    }
    try store.writer.flush()
    #expect(try temporary.number("SELECT count(*) FROM points") == Double(2 * part))
  }
}
