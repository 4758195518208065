import Files
import Formats
import Foundation
import Logging
import Store
import Testing
import Tracking
import Training

@testable import Archives

/// From one data directory into another.
struct RoundTripTests {
  /// More than are read at once.
  private static let losses = 40_000
  private let from: ArchiveFixture
  private let path: String

  init() throws {
    from = try ArchiveFixture(losses: Self.losses)
    path = try from.archive()
  }

  private func imported(into other: ArchiveFixture) throws -> Job {
    try JobArchive(path: path).importJob(into: other.store, weights: other.checkpoints)
  }

  @Test(arguments: [("mean_squared_error", "squared"), ("cross_entropy", "nats")])
  func `archives from before mean losses had their run's unit get it`(loss: String, unit: String) throws {
    let job = try from.store.insert([
      NewJob(
        name: "old", experiment: "archives", tags: [:], method: "bp", network: "fc5", dataset: "mnist",
        config: #"{"loss":"\#(loss)"}"#, seeds: [1], steps: 10, stepsPerEpoch: 10)
    ])[0]
    for name in ["train_loss", "test_loss", "another_loss"] {
      try from.log(Metric(name, unit: "nats"), run: job.runs[0].id, [(10, 0.5)])
    }
    let path = try from.archive(job.id)
    defer { unlink(path) }
    let to = try ArchiveFixture(losses: nil)
    _ = try JobArchive(path: path).importJob(into: to.store, weights: to.checkpoints)
    let units = try to.rows("select name, unit from series order by name")
    #expect(
      units == [
        [.text("another_loss"), .text("nats")], [.text("test_loss"), .text(unit)],
        [.text("train_loss"), .text(unit)],
      ])
  }

  @Test func `points are the same bit for bit, and so are series, runs, job and weights`() throws {
    defer { unlink(path) }
    let to = try ArchiveFixture(losses: nil)
    let job = try imported(into: to)
    #expect(job.id == 1 && job.runs.map(\.id) == [1, 2])

    let points = """
      select runs.trial, series.name, series.layer, series.unit, points.step, points.value
      from series join runs on runs.id = series.run_id left join points on points.series_id = series.id
      where runs.job_id =
      """
    let order = " order by series.id, points.step"
    let (before, after) = (try from.rows(points + " 2" + order), try to.rows(points + " 1" + order))
    #expect(before.count == Self.losses + 10 + 1 + 1 + 2)
    // Not in the expectation, which would print them all.
    let areSame = before == after
    #expect(areSame)

    let columns = """
      select job_tags.value, experiments.name, jobs.name, method, network, dataset, config, priority, jobs.created_at,
        runs.trial, seed, attempt, step, steps, steps_per_epoch, is_external, threads, diverged_step,
        runs.created_at, runs.started_at
      from runs join jobs on jobs.id = runs.job_id join experiments on experiments.id = experiment_id
      join job_tags on job_tags.job_id = jobs.id where jobs.id =
      """
    #expect(try from.rows(columns + " 2 order by trial") == to.rows(columns + " 1 order by trial"))
    #expect(job.config == ArchiveFixture.config)

    let weights = { (fixture: ArchiveFixture, run: Int64) in
      try fixture.checkpoints.withWeights(of: run) { try Data(contentsOf: URL(filePath: $0)) }
    }
    let bytes = try #require(try weights(from, 4))
    #expect(try weights(to, 1) == bytes)
    #expect(try weights(to, 2) == nil)
  }

  @Test func `what each run was trained by goes along`() throws {
    defer { unlink(path) }
    let to = try ArchiveFixture(losses: nil)
    let job = try imported(into: to)
    let environment = try #require(try to.store.runDetails(job.runs[0].id)?.environment)
    #expect(environment == (try from.store.runDetails(4)?.environment))
    #expect(environment["slurm_job"]?.string == "12_3" && environment["host"]?.string == "node7")
    #expect(try to.store.runDetails(job.runs[1].id)?.environment == nil)
  }

  @Test func `reduced levels are the same, but for the order in which sums were added`() throws {
    defer { unlink(path) }
    let to = try ArchiveFixture(losses: nil)
    _ = try imported(into: to)
    let levels = { (fixture: ArchiveFixture, job: Int) in
      try fixture.rows(
        """
        select trial, name, layer, level, bucket, count, nulls, min, max, first_step, last_step, sum
        from point_levels join series on series.id = series_id join runs on runs.id = run_id
        where job_id = \(job) order by series.id, level, bucket
        """)
    }
    let (before, after) = (try levels(from, 2), try levels(to, 1))
    #expect(before.count > Self.losses / 8)
    let areSame = before.map { $0.dropLast() } == after.map { $0.dropLast() }
    #expect(areSame)
    for (one, other) in zip(before, after) {
      guard case .real(let sum) = one.last, case .real(let otherSum) = other.last else {
        Issue.record("no sum")
        continue
      }
      #expect(abs(sum - otherSum) <= 1e-12 * abs(sum))
    }
  }

  @Test func `a run that had not ended is cancelled, says why, and is never trained`() throws {
    defer { unlink(path) }
    let to = try ArchiveFixture(losses: nil)
    let job = try imported(into: to)
    #expect(job.status == .cancelled)
    #expect(job.runs.map(\.status) == [.succeeded, .cancelled])
    #expect(job.runs.map(\.message) == [nil, "imported while running"])
    #expect(job.runs[1].finishedAt != nil)
    #expect(try to.store.interruptRuns(of: .local) == 0)
    #expect(try to.store.claimNextRun { _ in 0 } == nil)
  }

  @Test func `twice makes two jobs of one experiment, beside what is there`() throws {
    defer { unlink(path) }
    let before = try from.rows("select * from points where series_id <= 5")
    let jobs = try (0..<2).map { _ in try imported(into: from) }
    #expect(jobs.map(\.id) == [3, 4])
    #expect(jobs.flatMap { $0.runs.map(\.id) } == [6, 7, 8, 9])
    #expect(try from.rows("select count(*) from experiments where id > 0") == [[.integer(1)]])
    let areSame = try from.rows("select * from points where series_id <= 5") == before
    #expect(areSame)
    // And what was imported can be archived.
    let again = try from.archive(4)
    defer { unlink(again) }
    #expect(try JobArchive(path: again).points == JobArchive(path: path).points)
  }

  @Test func `an archive of a run under way is of one moment`() throws {
    defer { unlink(path) }
    let series = try ["loss", "accuracy"].map { try from.store.writer.series(of: Metric($0), in: 5) }
    let isOver = StopFlag()
    let writer = Thread { [store = from.store] in
      var step = 3
      while !isOver.isSet {
        step += 1
        store.writer.append(
          series.map { Point(series: $0, step: step, value: Double(step)) }, run: 5, step: step)
        if step % 100 == 0 { try? store.writer.flush() }
      }
      isOver.confirm()
    }
    writer.start()
    var counts: [Int] = []
    for _ in 0..<5 {
      let other = try from.archive()
      defer { unlink(other) }
      let archive = try JobArchive(path: other)
      let run = archive.document.series[1].map(\.points)
      counts.append(run[1])
      // Both have a point for each step, and the run's step is that of the last.
      #expect(run[0] - 2 == run[1] && archive.job.runs[1].step == max(3, run[1] + 3))
    }
    isOver.set()
    isOver.awaitConfirmation()
    #expect(counts == counts.sorted())
    #expect(counts[4] > counts[0])
  }

  @Test func `a job that is not there, and a disk that says no`() throws {
    defer { unlink(path) }
    #expect(throws: TrackingError.noSuchJob(99)) { try from.archive(99) }
    let left = try FileManager.default.contentsOfDirectory(atPath: from.checkpoints.path)
    #expect(left == ["run-4"])
    let blocked = CheckpointLibrary(data: "/proc/nowhere", log: .init(label: "test"))
    let archiver = JobArchiver(store: from.store, weights: blocked, program: "bearing")
    #expect(throws: FileError.self) { try archiver.withArchive(of: 2) { $0 } }
  }
}

/// A flag between two threads.
final class StopFlag: @unchecked Sendable {
  private let condition = NSCondition()
  private var value = false
  private var isConfirmed = false

  var isSet: Bool { condition.withLock { value } }
  func set() { condition.withLock { value = true } }

  func confirm() {
    condition.withLock {
      isConfirmed = true
      condition.broadcast()
    }
  }

  func awaitConfirmation() { condition.withLock { while !isConfirmed { condition.wait() } } }
}
