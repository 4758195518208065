import Compute
import Formats
import Foundation
import Learning
import Store
import Synchronization
import Testing
import TestSupport
import Tracking

@testable import Training

/// Jobs that are paused and resumed, and stops in the places where nothing is asked from iteration to iteration.
@Suite(.serialized) struct PauseTests {
  @Test func `a paused job rests, others go on, and resumed it ends as if undisturbed`() throws {
    let bench = try Bench()
    let queue = bench.queue()
    defer { queue.stop() }
    let config = try bench.config(["epochs": 150, "trials": 2])
    let job = try queue.submit(config)
    queue.start()
    // Three times, at moments that the machine chooses.
    for pause in 1...3 {
      try bench.wait(for: "iterations") {
        let run = try bench.store.run(job.runs[0].id)!
        return run.status == .running && run.step > pause * 100
      }
      try queue.pause(job.id)
      try bench.wait(for: "the stop") { try bench.store.run(job.runs[0].id)!.status != .running }
      let rest = try #require(try bench.store.job(job.id))
      #expect(rest.isPaused && rest.runs.map(\.status) == [.interrupted, .queued])
      #expect(bench.checkpoints.folder(of: rest.runs[0].id).newest()?.step == rest.runs[0].step)
      // The worker is free for others, and does not come back to this one.
      let other = try queue.submit(bench.config(["epochs": 1]))
      #expect(try bench.ended(other.id).status == .succeeded)
      try queue.pause(job.id)
      #expect(try bench.store.job(job.id) == rest)
      try queue.resume(job.id)
      try queue.resume(job.id)
    }
    let ended = try bench.ended(job.id)
    #expect(ended.runs[0].attempt == 4 && ended.runs[1].attempt == 1)
    #expect(!ended.isPaused)
    let whole = try queue.submit(config)
    try bench.expectSame(ended, bench.ended(whole.id), "paused three times")
    #expect(bench.log.lines.isEmpty)
  }

  @Test func `a pause that is taken back at once is none`() throws {
    let bench = try Bench()
    let queue = bench.queue()
    defer { queue.stop() }
    let config = try bench.config(["epochs": 60])
    let job = try queue.submit(config)
    queue.start()
    for _ in 0..<50 where try bench.store.job(job.id)?.status.isFinal == false {
      try? queue.pause(job.id)
      try? queue.resume(job.id)
      Thread.sleep(forTimeInterval: 0.01)
    }
    let ended = try bench.ended(job.id)
    let whole = try queue.submit(config)
    try bench.expectSame(ended, bench.ended(whole.id), "paused and resumed at once")
  }

  @Test(arguments: LearningRules.names)
  func `stopped while the test set is gone through, it goes on there`(method: String) throws {
    let bench = try Bench(test: 1_200)
    let config = try bench.config([
      "method": .string(method), "epochs": 2,
      "feedback": ["schedule": ["name": "exponential", "gamma": 0.5]],
    ])
    let whole = try bench.undisturbed(config)
    for stop in [7, 14] {
      let job = try bench.store.insert(config.newJob(datasets: bench.datasets))
      let run = try bench.store.claim(run: job.runs[0].id)
      let trainer = try Trainer(
        config, dataset: bench.datasets.dataset(named: config.dataset), seed: run.seed, threads: 2)
      var done = 0
      let ending = try trainer.train(
        run: run.id, into: bench.store.writer, checkpoints: bench.checkpoints.folder(of: run.id),
        shouldStop: { done >= stop }, observer: { if case .step(let step, _, _) = $0 { done = step } })
      #expect(ending == .stopped && done == stop)
      #expect(try bench.points(run.id, "train_loss").keys.sorted() == [7, 14].filter { $0 <= stop })
      #expect(try bench.points(run.id, "test_loss").keys.sorted() == [7].filter { $0 < stop })
      try bench.store.finish(run: run.id, as: .interrupted, message: nil)
      try bench.expectSame(bench.resumed(job), whole, "\(method), in the evaluation after \(stop)")
    }
  }

  /// A slow disk: under a lease, opening the file waits until it is given back, or for 45 seconds.
  private final class SlowFile: Sendable {
    private let file: Int32

    init(_ path: String) throws {
      signal(SIGIO, SIG_IGN)
      file = open(path, O_RDONLY)
      try #require(Self.lease(file, Int32(F_WRLCK)) == 0, "\(String(cString: strerror(errno)))")
    }

    deinit { close(file) }

    /// - Returns: whether it was slow until now.
    func becomeQuick() -> Bool { Self.lease(file, Int32(F_UNLCK)) == 0 }

    private static func lease(_ file: Int32, _ kind: Int32) -> Int32 {
      let setLease: Int32 = 1024
      return fcntl(file, setLease, kind)
    }
  }

  @Test func `a stop is seen while the dataset is being loaded`() throws {
    let bench = try Bench()
    let labels = bench.tiny.root.appending(path: "mnist/train-labels-idx1-ubyte").path
    let slow = Mutex<SlowFile?>(nil)
    // Its headers are read before the run is claimed; then the queue asks for the room that is left.
    let memory = MemoryBudget {
      slow.withLock { slow in if slow == nil { slow = try? SlowFile(labels) } }
      return .now
    }
    let queue = bench.queue(memory: memory)
    let job = try queue.submit(bench.config())
    queue.start()
    try bench.wait(for: "the claim") { try bench.store.run(job.runs[0].id)!.status == .running }
    try queue.pause(job.id)
    try bench.wait(for: "the pause", seconds: 20) {
      try bench.store.run(job.runs[0].id)!.status == .interrupted
    }
    queue.stop()
    #expect(try bench.store.run(job.runs[0].id)?.step == 0)
    #expect(slow.withLock { $0?.becomeQuick() } == true)
    // The load that was left to itself harms nobody.
    try queue.resume(job.id)
    #expect(try bench.resumed(job).status == .succeeded)
  }

  @Test func `a stop is seen while the next run's dataset is being looked at`() throws {
    let bench = try Bench()
    let queue = bench.queue()
    let job = try queue.submit(bench.config())
    let slow = try SlowFile(bench.tiny.root.appending(path: "mnist/train-labels-idx1-ubyte").path)
    queue.start()
    Thread.sleep(forTimeInterval: 0.5)
    queue.stop()
    #expect(slow.becomeQuick())
    #expect(try bench.store.run(job.runs[0].id)?.status == .queued)
    #expect(try bench.resumed(job).status == .succeeded)
  }
}
