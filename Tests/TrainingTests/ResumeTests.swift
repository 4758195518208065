import Files
import Formats
import Foundation
import Learning
import Store
import Testing
import TestSupport
import Tracking

@testable import Training

/// A run that is broken off and goes on equals one that was left alone, bit for bit: T24.
@Suite(.serialized) struct ResumeTests {
  private let bench: Bench

  init() throws { bench = try Bench() }

  /// Three epochs of seven iterations, with schedules that tell the epochs apart.
  private func config(_ changes: JSONValue = [:]) throws -> JobConfig {
    let base: JSONValue = [
      "epochs": 3, "feedback": ["schedule": ["name": "exponential", "gamma": 0.5]],
    ]
    return try bench.config(base.overlaid(with: changes))
  }

  /// Trains a job's first run on this thread until it has `step` iterations behind it, and leaves it interrupted.
  private func interrupted(_ config: JobConfig, at step: Int) throws -> Job {
    let job = try bench.store.insert(config.newJob(datasets: bench.datasets))
    let run = try bench.store.claim(run: job.runs[0].id)
    let dataset = try bench.datasets.dataset(named: config.dataset)
    let trainer = try Trainer(config, dataset: dataset, seed: run.seed, threads: 2)
    var asked = 0
    let ending = try trainer.train(
      run: run.id, into: bench.store.writer, checkpoints: bench.checkpoints.folder(of: run.id),
      shouldStop: {
        asked += 1
        return asked > step
      })
    #expect(ending == .stopped)
    try bench.store.writer.flush()
    try bench.store.finish(run: run.id, as: .interrupted, message: nil)
    return job
  }

  @Test(arguments: LearningRules.names, 1...2 as ClosedRange<UInt64>)
  func `broken off anywhere, it ends with the same points and weights`(method: String, seed: UInt64) throws {
    var random = SeededGenerator(
      seed: seed &* 31 &+ UInt64(method.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xFFFF))
    let config = try config(["method": .string(method), "seed": .integer(Int(seed))])
    let whole = try bench.undisturbed(config)
    // In the middle of an epoch, early or late, and at the end of one.
    let (within, end) =
      seed == 1 ? (Int.random(in: 1...6, using: &random), 14) : (Int.random(in: 8...20, using: &random), 7)
    for step in [within, end] {
      let ended = try bench.resumed(interrupted(config, at: step))
      #expect(ended.runs[0].attempt == 2)
      try bench.expectSame(ended, whole, "\(method), seed \(seed), broken off after \(step)")
    }
    #expect(bench.log.lines.isEmpty)
  }

  @Test(arguments: ["kp", "dkp"])
  func `convolutions, and units that are dropped by chance, go on as if nothing had been`(method: String)
    throws
  {
    let config = try bench.config([
      "method": .string(method), "batch_size": 50, "epochs": 2,
      "network": [
        "name": nil, "width": nil,
        "blocks": [
          [
            "layer": ["name": "conv", "outputs": 6, "kernel": 5, "stride": 2],
            "then": [
              "batch_norm", "relu", ["name": "max_pool", "kernel": 2], ["name": "dropout", "rate": 0.5],
            ],
          ],
          [
            "layer": ["name": "linear", "outputs": 16], "then": ["relu", ["name": "dropout", "rate": 0.25]],
          ],
          ["layer": ["name": "linear", "outputs": 10]],
        ],
      ],
    ])
    let whole = try bench.undisturbed(config)
    try bench.expectSame(bench.resumed(interrupted(config, at: 3)), whole, "in an epoch")
    try bench.expectSame(bench.resumed(interrupted(config, at: 4)), whole, "between two")
  }

  @Test func `broken off again and again, with Adam and every third iteration recorded`() throws {
    let config = try bench.config([
      "optimizer": ["name": "adam", "learning_rate": 0.001], "record": ["every": 3],
      "feedback": ["schedule": ["name": "exponential", "gamma": 0.5]],
      "epochs": nil, "steps": 18,
    ])
    let whole = try bench.undisturbed(config)
    let job = try interrupted(config, at: 4)
    for step in [5, 7, 12] {
      let claimed = try #require(
        try bench.store.claimNextRun { bench.checkpoints.folder(of: $0).newest()!.step })
      let dataset = try bench.datasets.dataset(named: config.dataset)
      let folder = bench.checkpoints.folder(of: claimed.id)
      let trainer = try Trainer(
        config, dataset: dataset, seed: claimed.seed, threads: 2, from: folder.newest()!.file)
      var done = claimed.step
      _ = try trainer.train(
        run: claimed.id, into: bench.store.writer, checkpoints: folder, shouldStop: { done >= step },
        observer: { if case .step(let step, _, _) = $0 { done = step } })
      try bench.store.finish(run: claimed.id, as: .interrupted, message: nil)
    }
    let ended = try bench.resumed(job)
    #expect(ended.runs[0].attempt == 5)
    try bench.expectSame(ended, whole, "steps and Adam")
  }

  @Test func `a damaged newest checkpoint gives way to the one before`() throws {
    let config = try config()
    let whole = try bench.undisturbed(config)
    let job = try interrupted(config, at: 17)
    let folder = bench.checkpoints.folder(of: job.runs[0].id)
    #expect(folder.steps() == [17, 14])
    try flipBit(in: folder.path + "/step-17.safetensors")
    let ended = try bench.resumed(job)
    try bench.expectSame(ended, whole, "from 14")
    #expect(bench.log.lines.contains { $0.contains("step-17.safetensors") && $0.contains("checksum") })
    #expect(!bench.log.lines.contains { $0.contains("anew") })
  }

  @Test(arguments: ["damaged", "gone", "another config", "another seed", "another step", "other tensors"])
  func `without a checkpoint of its own it begins anew, to the same end`(what: String) throws {
    let config = try config()
    let whole = try bench.undisturbed(config)
    let job = try interrupted(config, at: 10)
    let folder = bench.checkpoints.folder(of: job.runs[0].id)
    switch what {
    case "damaged": for step in folder.steps() { try flipBit(in: "\(folder.path)/step-\(step).safetensors") }
    case "gone": folder.remove()
    default:
      let found = try #require(folder.newest())
      var record = try CheckpointRecord(found.file)
      var tensors = found.file.tensors
      switch what {
      case "another config": record.config = try self.config(["epochs": 4]).canonicalText
      case "another seed": record.seed += 1
      case "another step": record.step = 9
      default: tensors.removeLast()
      }
      folder.remove()
      try folder.write(step: 10, tensors: tensors, metadata: record.metadata) {
        try $1.append(found.file.values(of: tensors[$0].name))
      }
    }
    let ended = try bench.resumed(job)
    try bench.expectSame(ended, whole, "anew: \(what)")
    #expect(ended.runs[0].attempt == 2)
    #expect(bench.log.lines.contains { $0.contains("anew") } == !["damaged", "gone"].contains(what))
  }

  @Test func `other pictures than it was begun on fail the run, and say so`() throws {
    let job = try interrupted(config(), at: 10)
    let pictures = bench.tiny.root.appending(path: "mnist/train-images-idx3-ubyte")
    try flipBit(in: pictures.path)
    let ended = try bench.resumed(job)
    #expect(ended.status == .failed)
    let message = try #require(ended.runs[0].message)
    #expect(message.contains("mnist has changed since iteration 10"), "\(message)")
    #expect(message.contains("submit"))
    #expect(try bench.points(job.runs[0].id, "loss").count == 10)
  }

  @Test func `a stop of the queue leaves a checkpoint where it stopped`() throws {
    let queue = bench.queue()
    let job = try queue.submit(bench.config(["epochs": 10_000]))
    let run = job.runs[0].id
    queue.start()
    try bench.wait(for: "20 iterations") { try bench.store.run(run)!.step >= 20 }
    queue.stop()
    let stopped = try #require(try bench.store.run(run))
    #expect(stopped.status == .interrupted)
    #expect(bench.checkpoints.folder(of: run).newest()?.step == stopped.step)
    // Cancelled before it goes on, it keeps them.
    _ = try bench.store.cancel(job: job.id)
    #expect(bench.checkpoints.folder(of: run).newestWeights() != nil)
  }

  @Test func `a cancelled run leaves its newest checkpoint, a finished one its weights`() throws {
    let queue = bench.queue()
    defer { queue.stop() }
    let job = try queue.submit(bench.config(["epochs": 10_000]))
    let run = job.runs[0].id
    queue.start()
    try bench.wait(for: "20 iterations") { try bench.store.run(run)!.step >= 20 }
    try queue.cancel(job.id)
    #expect(try bench.ended(job.id).status == .cancelled)
    let short = try queue.submit(bench.config(["epochs": 1]))
    #expect(try bench.ended(short.id).status == .succeeded)
    queue.stop()
    #expect(bench.checkpoints.folder(of: run).steps() == [try bench.store.run(run)!.step])
    let folder = bench.checkpoints.folder(of: short.runs[0].id)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.safetensors"])
    #expect(folder.newestWeights()?.metadata["bearing.step"] == "7")
  }

  @Test func `a first iteration finds nothing of an earlier run with the same number`() throws {
    let folder = bench.checkpoints.folder(of: 1)
    try folder.write(step: 3, tensors: [("x", [1])], metadata: [:]) { try $1.append([1]) }
    try folder.writeWeights(tensors: [("x", [1])], metadata: [:]) { try $1.append([1]) }
    let job = try interrupted(config(), at: 0)
    #expect(job.runs[0].id == 1)
    #expect(folder.newestWeights() == nil)
  }

  private func flipBit(in path: String) throws {
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count - 5] ^= 4
    try bytes.write(to: URL(filePath: path))
  }
}
