import Formats
import Foundation
import Store
import Synchronization
import Testing
import TestSupport
import Tracking
import Training

/// The queue on a real store: what is submitted is trained, in order, whatever happens in between.
@Suite(.serialized) struct JobQueueTests {
  @Test func `jobs are trained in turn, trials with seeds of their own`() throws {
    let bench = try Bench()
    let queue = bench.queue()
    defer { queue.stop() }
    let first = try queue.submit(bench.config(["trials": 2, "seed": 5]))
    let second = try queue.submit(bench.config(["method": "bp"]))
    #expect(first.status == .queued)
    queue.start()
    let (a, b) = (try bench.ended(first.id), try bench.ended(second.id))
    #expect(a.status == .succeeded && b.status == .succeeded)
    #expect(a.runs.map(\.seed) == [5, 6])
    #expect(a.runs[1].finishedAt! <= b.runs[0].startedAt! + 0.001)
    #expect(a.runs.allSatisfy { $0.step == 14 && $0.attempt == 1 })
    #expect(try bench.points(a.runs[0].id, "loss") != bench.points(a.runs[1].id, "loss"))
  }

  @Test func `a job submitted while the queue sleeps is taken up`() throws {
    let bench = try Bench()
    let queue = bench.queue()
    defer { queue.stop() }
    queue.start()
    let first = try queue.submit(bench.config())
    _ = try bench.ended(first.id)
    let job = try queue.submit(bench.config())
    #expect(try bench.ended(job.id).status == .succeeded)
  }

  @Test func `cancelling stops the run under way within a second and drops the ones that wait`() throws {
    let bench = try Bench()
    let queue = bench.queue()
    defer { queue.stop() }
    let job = try queue.submit(bench.config(["epochs": 100_000, "trials": 3]))
    let next = try queue.submit(bench.config())
    queue.start()
    try bench.wait(for: "a first iteration") { try bench.store.run(job.runs[0].id)!.step > 0 }
    let start = Date()
    try queue.cancel(job.id)
    let ended = try bench.ended(job.id)
    #expect(Date().timeIntervalSince(start) < 5)
    #expect(ended.status == .cancelled)
    #expect(ended.runs.map(\.status) == [.cancelled, .cancelled, .cancelled])
    #expect(ended.runs[0].step > 0)
    #expect(try bench.ended(next.id).status == .succeeded)
  }

  @Test func `a run cancelled in the moment of its claim is not trained`() throws {
    let bench = try Bench()
    let queue = Mutex<JobQueue?>(nil)
    let watcher = ClaimWatcher(bench.store) { run in
      try? queue.withLock { $0 }?.cancel(run.jobID)
    }
    let watched = bench.queue(runs: watcher)
    queue.withLock { $0 = watched }
    defer { watched.stop() }
    let job = try watched.submit(bench.config(["epochs": 100_000]))
    watched.start()
    let ended = try bench.ended(job.id, seconds: 10)
    #expect(ended.status == .cancelled)
    #expect(ended.runs[0].step == 0)
  }

  @Test func `cancelling a job that does not exist says so`() throws {
    let bench = try Bench()
    #expect(throws: TrackingError.noSuchJob(99)) { try bench.queue().cancel(99) }
  }

  @Test func `stopping leaves the run interrupted, and the next start goes on with it to the same end`()
    throws
  {
    let bench = try Bench()
    let queue = bench.queue()
    // Long enough not to be over by the time that its first points have been committed.
    let job = try queue.submit(bench.config(["epochs": 80]))
    queue.start()
    try bench.wait(for: "20 iterations") { try bench.store.run(job.runs[0].id)!.step >= 20 }
    queue.stop()
    let interrupted = try #require(try bench.store.job(job.id))
    #expect(interrupted.status == .interrupted)

    let later = bench.queue()
    defer { later.stop() }
    later.start()
    let ended = try bench.ended(job.id)
    #expect(ended.status == .succeeded)
    #expect(ended.runs[0].attempt == 2)
    let undisturbed = try later.submit(bench.config(["epochs": 80]))
    _ = try bench.ended(undisturbed.id)
    #expect(try bench.points(ended.runs[0].id, "loss") == bench.points(undisturbed.runs[0].id, "loss"))
    #expect(try bench.points(ended.runs[0].id, "loss").count == 560)
  }

  @Test func `a run that fails says why, and the queue goes on`() throws {
    let bench = try Bench()
    let queue = bench.queue()
    defer { queue.stop() }
    let broken = try queue.submit(bench.config())
    let labels = bench.tiny.root.appending(path: "mnist/train-labels-idx1-ubyte")
    let whole = try Data(contentsOf: labels)
    try whole.prefix(100).write(to: labels)
    queue.start()
    let failed = try bench.ended(broken.id)
    #expect(failed.status == .failed)
    #expect(failed.runs[0].message?.contains("train-labels-idx1-ubyte") == true)
    try whole.write(to: labels)
    let next = try queue.submit(bench.config())
    #expect(try bench.ended(next.id).status == .succeeded)
  }

  @Test func `the queue outlasts a database that somebody else has locked`() throws {
    let bench = try Bench()
    let queue = bench.queue()
    defer { queue.stop() }
    let job = try queue.submit(bench.config())
    // Longer than the store waits by itself for a lock (5 s).
    let shell = Process()
    shell.executableURL = URL(filePath: "/usr/bin/env")
    shell.arguments = [
      "sh", "-c",
      "(echo 'begin immediate; select 1;'; sleep 7; echo 'rollback;') | sqlite3 \(bench.store.path)",
    ]
    let output = Pipe()
    shell.standardOutput = output
    try shell.run()
    _ = output.fileHandleForReading.availableData
    queue.start()
    #expect(try bench.ended(job.id, seconds: 60).status == .succeeded)
    shell.waitUntilExit()
  }

  @Test func `a dataset that is not there is a problem of the config, not of a run`() throws {
    let bench = try Bench()
    let config = try bench.config(["dataset": "fashion-mnist"])
    let error = #expect(throws: ConfigError.self) { _ = try bench.queue().submit(config) }
    #expect(error?.problems.map(\.path) == ["$.dataset"])
    #expect("\(error!)".contains(bench.tiny.root.path))
  }
}
