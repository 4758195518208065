import Compute
import Formats
import Foundation
import Store
import Testing
import TestSupport
import Tracking
@testable import Training

/// Runs side by side: each as if it were alone.
@Suite(.serialized) struct WorkersTests {
  @Test func `a run's points and weights do not depend on what is trained beside it`() throws {
    let bench = try Bench()
    let methods = ["dkp", "bp", "dfa", "kp"]
    let configs = try methods.map { try bench.config(["method": .string($0), "epochs": 20]) }
    // Two threads each: four teams on what cores there are.
    let queue = bench.queue(threads: 8, workers: 4)
    let together = try configs.map { try queue.submit($0) }
    queue.start()
    try bench.wait(for: "four at once") {
      let runs = try together.map { try bench.store.run($0.runs[0].id)! }
      return runs.allSatisfy { $0.status == .running } || runs.contains { $0.status.isFinal }
    }
    let ended = try together.map { try bench.ended($0.id) }
    queue.stop()
    #expect(ended.allSatisfy { $0.runs[0].threads == 2 })
    // All had begun before the first had ended.
    #expect(ended.map { $0.startedAt! }.max()! < ended.map { $0.finishedAt! }.min()!)
    for (job, config) in zip(ended, configs) {
      try bench.expectSame(job, bench.undisturbed(config), "\(job.method) beside three others")
    }
  }

  @Test func `a run goes on with the threads that it was begun with`() throws {
    let bench = try Bench()
    let config = try bench.config(["epochs": 100])
    let alone = try bench.undisturbed(config)
    #expect(alone.runs[0].threads == 2)
    let first = bench.queue(threads: 2)
    let job = try first.submit(config)
    first.start()
    try bench.wait(for: "iterations") { try bench.store.run(job.runs[0].id)!.step > 50 }
    first.stop()
    #expect(try bench.store.run(job.runs[0].id)?.status == .interrupted)
    let second = bench.queue(threads: 2, workers: 2)
    defer { second.stop() }
    second.start()
    let ended = try bench.ended(job.id)
    #expect(ended.runs[0].threads == 2)
    try bench.expectSame(ended, alone, "begun with two threads")
    // A new one gets its share, and a config may ask for less than that.
    let short = try second.submit(bench.config(["epochs": 1]))
    #expect(try bench.ended(short.id).runs[0].threads == 1)
    // Before the next one, or it might take that one's run.
    second.stop()
    let third = bench.queue(threads: 4)
    defer { third.stop() }
    third.start()
    let limited = try third.submit(bench.config(["epochs": 1, "resources": ["threads": 3]]))
    #expect(try bench.ended(limited.id).runs[0].threads == 3)
  }

  /// With as many workers as there is work for.
  @Test func `runs that wait at the same time share the cores, and one alone gets them all`() throws {
    let bench = try Bench()
    let queue = bench.queue(threads: 4, workers: nil)
    let three = try queue.submit(bench.config(["epochs": 30, "trials": 3]))
    queue.start()
    defer { queue.stop() }
    let ended = try bench.ended(three.id)
    // Of four cores the first takes a third, the second half of what is left, the last the rest.
    #expect(ended.runs.map(\.threads) == [1, 1, 2])
    #expect(ended.runs.map { $0.startedAt! }.max()! < ended.runs.map { $0.finishedAt! }.min()!)
    // That a run has ended is known before its cores are given back.
    try bench.wait(for: "the cores") { queue.cores.free == 4 }
    let alone = try queue.submit(bench.config(["epochs": 1]))
    #expect(try bench.ended(alone.id).runs[0].threads == 4)
    try bench.wait(for: "the cores") { queue.cores.free == 4 }
    let humble = try queue.submit(bench.config(["epochs": 1, "resources": ["threads": 3]]))
    #expect(try bench.ended(humble.id).runs[0].threads == 3)
  }

  @Test func `a run that began with all cores waits for them, and ends as if undisturbed`() throws {
    let bench = try Bench()
    let config = try bench.config(["epochs": 60])
    let alone = try bench.undisturbed(config)
    let first = bench.queue(threads: 2, workers: nil)
    let job = try first.submit(config)
    first.start()
    try bench.wait(for: "iterations") { try bench.store.run(job.runs[0].id)!.step > 20 }
    first.stop()
    #expect(try bench.store.run(job.runs[0].id)?.threads == 2)
    // It comes first, being interrupted, and keeps both; the others come behind it.
    let others = try bench.store.insert(
      bench.config(["epochs": 2, "trials": 2]).newJob(datasets: bench.datasets))
    let second = bench.queue(threads: 2, workers: nil)
    second.start()
    defer { second.stop() }
    let ended = try bench.ended(job.id)
    #expect(ended.runs[0].threads == 2)
    try bench.expectSame(ended, alone, "goes on with two threads")
    let both = try bench.ended(others.id)
    #expect(both.runs.map(\.threads) == [1, 1])
    #expect(both.runs.allSatisfy { $0.startedAt! >= ended.finishedAt! })
  }

  @Test func `cores are not kept free for runs that there is no memory for`() throws {
    let bench = try Bench()
    let config = try bench.config(["epochs": 1, "trials": 2])
    let need = try config.memoryNeed(in: bench.datasets, threads: 2)
    let room = MemoryRoom(
      bounds: [.init(name: "a test", total: need.bytes * 3 / 2, available: need.bytes * 5 / 4, held: 0)])
    let queue = bench.queue(threads: 2, workers: nil, memory: MemoryBudget { room })
    let job = try queue.submit(config)
    queue.start()
    defer { queue.stop() }
    // One after the other, each with both.
    #expect(try bench.ended(job.id).runs.map(\.threads) == [2, 2])
  }

  @Test func `a failing run, a cancelled one and a stop leave the others alone`() throws {
    let bench = try Bench()
    let queue = bench.queue(threads: 3, workers: 3)
    let bad = try queue.submit(
      bench.config(["epochs": 1000, "method": "bp", "optimizer": ["learning_rate": 1000, "weight_decay": 1]]))
    let long = try queue.submit(bench.config(["epochs": 100_000, "trials": 2]))
    queue.start()
    #expect(try bench.ended(bad.id).status == .failed)
    try bench.wait(for: "both") {
      try bench.store.job(long.id)!.runs.allSatisfy { $0.status == .running && $0.step > 0 }
    }
    let cancelled = try queue.submit(bench.config(["epochs": 100_000]))
    try bench.wait(for: "the third") { try bench.store.job(cancelled.id)!.status == .running }
    try queue.cancel(cancelled.id)
    #expect(try bench.ended(cancelled.id).status == .cancelled)
    queue.stop()
    let left = try #require(try bench.store.job(long.id))
    #expect(left.runs.map(\.status) == [.interrupted, .interrupted])
    for run in left.runs { #expect(bench.checkpoints.folder(of: run.id).newest()?.step == run.step) }
  }
}
