import Foundation
import Synchronization
import Testing
import Tracking

@testable import Store

/// Figures of a store that works, and what can be seen of a data directory from outside.
struct MonitoringTests {
  @Test func `points on disk are counted, those that wait too`() throws {
    let temporary = try TemporaryStore()
    let store = temporary.store
    let job = try temporary.job(trials: 3)
    let run = try #require(try store.claimNextRun { _ in 0 })
    #expect(run.id == job.runs[0].id)
    let series = try temporary.series(Metric("loss"), run: run.id)
    store.writer.append((1...1000).map { Point(series: series, step: $0, value: 1) }, run: run.id, step: 1000)
    #expect(try store.figures().pointsWaiting <= 1000)
    try store.writer.flush()
    let figures = try store.figures()
    #expect(figures.pointsWritten == 1000)
    #expect(figures.pointsWaiting == 0)
    #expect(figures.pointsPerSecond > 0)
    #expect(figures.runs[.running] == 1 && figures.runs[.queued] == 2 && figures.runs[.failed] == 0)
    #expect(figures.jobs[.running] == 1)
    #expect(figures.databaseBytes > 0 && figures.logBytes > 0)
  }

  @Test func `the rate is a mean over the last seconds`() {
    let elapsed = Mutex(Duration.zero)
    let start = ContinuousClock.now
    let meter = PointMeter { start + elapsed.withLock { $0 } }
    for _ in 0..<1000 {
      elapsed.withLock { $0 += .milliseconds(100) }
      meter.add(50)
    }
    #expect(meter.total == 50_000)
    #expect((490...510).contains(meter.perSecond))
    elapsed.withLock { $0 += .seconds(10) }
    #expect((180...190).contains(meter.perSecond))
    elapsed.withLock { $0 += .seconds(1000) }
    #expect(meter.perSecond < 1e-9)
  }

  @Test func `an inspection sees the lock, the schema and the newest job, and changes nothing`() throws {
    let directory = TemporaryStore.newDirectory()
    #expect(DirectoryInspection(directory).holder == nil)
    #expect(DirectoryInspection(directory).database == nil)
    #expect(!FileManager.default.fileExists(atPath: directory))
    let temporary = try TemporaryStore()
    var lock: DirectoryLock? = try DirectoryLock(temporary.directory)
    let job = try temporary.job()
    let seen = DirectoryInspection(temporary.directory)
    #expect(seen.holder == ProcessInfo.processInfo.processIdentifier)
    let contents = try #require(try seen.database?.get())
    #expect(contents.damage.isEmpty)
    #expect(contents.jobs == 1)
    #expect(contents.newestJob == job.createdAt)
    #expect(contents.migrations == (try Store.migrations(in: TemporaryStore.migrations)))
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(DirectoryInspection(temporary.directory).holder == nil)
  }
}
