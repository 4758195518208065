import Foundation
import Synchronization
import Testing
import Tracking

@testable import Store

/// Runs that are trained elsewhere and are heard of no more.
final class SilenceTests: Sendable {
  private let directory = TemporaryStore.newDirectory()
  private let seconds = Mutex(0.0)
  private let begin = SuspendingClock.now

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private func open() throws -> Store {
    let silence = Silence { [self] in begin + .seconds(seconds.withLock { $0 }) }
    // The clock on the wall jumps back: no silence is measured by it.
    let wall = Mutex(1_700_000_000.0)
    return try Store.open(
      directory: directory, migrations: TemporaryStore.migrations,
      now: {
        wall.withLock {
          $0 -= 7_200
          return $0
        }
      },
      configuration: Store.configuration(), silence: silence)
  }

  private func wait(_ duration: Double) { seconds.withLock { $0 += duration } }

  private func run(_ store: Store) throws -> Run {
    let job = NewJob(
      name: "elsewhere", experiment: "e", tags: [:], method: "bp", network: "mlp", dataset: "xor",
      config: "{}",
      seeds: [1], steps: 0, stepsPerEpoch: 1)
    return try store.insertExternal(job).runs[0]
  }

  private let loss = [PointColumns(Metric("loss"), steps: [1], values: [1])]

  @Test func `what has been silent for too long is interrupted with a reason, and points make it go on`()
    throws
  {
    let store = try open()
    let (quiet, busy) = (try run(store), try run(store))
    let ours = try store.insert(
      NewJob(
        name: "ours", experiment: "e", tags: [:], method: "bp", network: "fc5", dataset: "mnist",
        config: "{}",
        seeds: [1], steps: 4, stepsPerEpoch: 2))
    _ = try store.claim(run: ours.runs[0].id)
    #expect(try store.interruptSilent(after: 60) == [])
    for _ in 0..<3 {
      wait(25)
      _ = try store.append(loss, toExternal: busy.id)
      if seconds.withLock({ $0 < 60 }) { #expect(try store.interruptSilent(after: 60) == []) }
    }
    #expect(try store.interruptSilent(after: 60) == [quiet.id])
    let interrupted = try #require(try store.run(quiet.id))
    #expect(interrupted.status == .interrupted && interrupted.finishedAt == nil)
    #expect(interrupted.message?.contains("nothing came for 60 s") == true)
    #expect(try store.job(quiet.jobID)?.status == .interrupted)
    #expect(try store.run(busy.id)?.status == .running && store.run(ours.runs[0].id)?.status == .running)
    // No queue of ours takes it up.
    #expect(try store.claimNextRun { _ in 0 } == nil)
    #expect(try store.interruptSilent(after: 60) == [])

    _ = try store.append(loss, toExternal: quiet.id)
    let again = try #require(try store.run(quiet.id))
    #expect(again.status == .running && again.attempt == 1 && again.message == nil && again.step == 1)
    #expect(try store.job(quiet.jobID)?.status == .running)
    wait(59)
    #expect(try store.interruptSilent(after: 60) == [])
    try store.close()
  }

  @Test func `a run that was interrupted for its silence can be finished and cancelled`() throws {
    let store = try open()
    let runs = try (0..<3).map { _ in try run(store) }
    #expect(try store.interruptSilent(after: 1) == [])
    wait(1)
    #expect(try store.interruptSilent(after: 1) == runs.map(\.id))
    try store.finishExternal(run: runs[0].id, as: .succeeded, message: nil)
    try store.finishExternal(run: runs[1].id, as: .failed, message: "no luck")
    _ = try store.cancel(job: runs[2].jobID)
    #expect(try runs.map { try store.run($0.id)?.status } == [.succeeded, .failed, .cancelled])
    #expect(try store.run(runs[0].id)?.message == nil && store.run(runs[1].id)?.message == "no luck")
    try store.close()
  }

  @Test func `time in which no server listened is no silence, nor is a batch that came before`() throws {
    var store = try open()
    let run = try run(store)
    let batch = PointColumns.BatchName("b", checksum: 1)
    _ = try store.append(loss, batch: batch, toExternal: run.id)
    #expect(try store.interruptSilent(after: 60) == [])
    wait(50)
    try store.close()
    wait(1_000)
    store = try open()
    #expect(try store.interruptSilent(after: 60) == [])
    wait(50)
    _ = try store.append(loss, batch: batch, toExternal: run.id)
    wait(50)
    #expect(try store.interruptSilent(after: 60) == [])
    wait(10)
    #expect(try store.interruptSilent(after: 60) == [run.id])
    _ = try store.append(loss, batch: batch, toExternal: run.id)
    #expect(try store.run(run.id)?.status == .running)
    try store.close()
  }
}
