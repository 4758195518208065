import Compute
import Formats
import Foundation
import Learning
import Store
import Testing
import TestSupport
import Tracking
import Training

/// One run from its config to its points in a real database.
@Suite struct TrainerTests {
  private func train(
    _ bench: Bench, _ config: JobConfig, seed: UInt64 = 1, shouldStop: () -> Bool = { false }
  ) throws -> (run: Int64, ending: Trainer.Ending, trainer: Trainer) {
    let job = try bench.store.insert(config.newJob(datasets: bench.datasets))
    let dataset = try bench.datasets.dataset(named: config.dataset)
    let trainer = try Trainer(config, dataset: dataset, seed: seed, threads: 2)
    let ending = try trainer.train(run: job.runs[0].id, into: bench.store.writer, shouldStop: shouldStop)
    try bench.store.writer.flush()
    return (job.runs[0].id, ending, trainer)
  }

  @Test func `every iteration and every epoch is stored`() throws {
    let bench = try Bench()
    let (run, ending, _) = try train(bench, bench.config())
    #expect(ending == .finished)
    // 200 samples in batches of 30: 6 full ones and one of 20.
    for name in ["loss", "accuracy"] {
      #expect(try bench.points(run, name).keys.sorted() == Array(1...14), "\(name)")
    }
    for layer in ["fc1", "fc2", "fc3", "fc4"] {
      let angles = try bench.points(run, "angle", layer)
      #expect(angles.keys.sorted() == Array(1...14), "\(layer)")
      #expect(angles.values.allSatisfy { (0...180).contains($0) })
    }
    for name in [
      "train_loss", "train_accuracy", "test_loss", "test_accuracy", "learning_rate", "feedback_learning_rate",
      "samples_per_second",
    ] {
      #expect(try bench.points(run, name).keys.sorted() == [7, 14], "\(name)")
    }
    #expect(try bench.store.run(run)?.step == 14)
  }

  @Test func `the epoch's training loss is the mean over its samples, the short batch weighing less`() throws
  {
    let bench = try Bench()
    let (run, _, _) = try train(bench, bench.config(["epochs": 1]))
    let losses = try bench.points(run, "loss")
    let expected = (1...7).reduce(0.0) { $0 + losses[$1]! * ($1 == 7 ? 20 : 30) } / 200
    #expect(abs(try bench.points(run, "train_loss")[7]! - expected) < 1e-12)
  }

  @Test(arguments: ["bp", "dfa", "dkp"])
  func `every method learns to tell the pictures apart`(method: String) throws {
    let bench = try Bench(training: 400)
    let (run, _, _) = try train(bench, bench.config(["method": .string(method), "epochs": 8]))
    #expect(try bench.points(run, "test_accuracy").max { $0.key < $1.key }!.value > 0.8)
    #expect(try bench.points(run, "angle", "fc1").isEmpty == (method == "bp"))
  }

  @Test func `the same seed gives the same points and weights, another seed others`() throws {
    func run(seed: UInt64) throws -> ([Int: Double], [[Float]]) {
      let bench = try Bench()
      let (run, _, trainer) = try train(bench, bench.config(), seed: seed)
      let device = try Device(threads: 1)
      return (try bench.points(run, "loss"), try trainer.tensors.map { try $0.values(on: device) })
    }
    let (losses, weights) = try run(seed: 1)
    let again = try run(seed: 1)
    #expect(again.0 == losses)
    #expect(again.1 == weights)
    #expect(try run(seed: 2).0 != losses)
  }

  @Test func `steps instead of epochs ends in the middle of an epoch`() throws {
    let bench = try Bench()
    let (run, _, _) = try train(bench, bench.config(["epochs": nil, "steps": 10]))
    #expect(try bench.points(run, "loss").keys.max() == 10)
    #expect(try bench.points(run, "test_accuracy").keys.sorted() == [7, 10])
  }

  @Test func `record every 5 keeps the first, each fifth and the last iteration`() throws {
    let bench = try Bench()
    let (run, _, _) = try train(bench, bench.config(["record": ["every": 5, "angle": false]]))
    #expect(try bench.points(run, "loss").keys.sorted() == [1, 5, 10, 14])
    #expect(try bench.points(run, "angle", "fc1").isEmpty)
  }

  @Test func `without shuffling every epoch goes through the pictures in their order`() throws {
    let bench = try Bench()
    let still: JSONValue = [
      "shuffle": false, "optimizer": ["learning_rate": 0], "feedback": ["optimizer": ["learning_rate": 0]],
    ]
    let (run, _, _) = try train(bench, bench.config(still))
    let losses = try bench.points(run, "loss")
    for step in 1...7 { #expect(losses[step] == losses[step + 7]) }
    let (shuffled, _, _) = try train(bench, bench.config(still.overlaid(with: ["shuffle": true])))
    #expect(try bench.points(shuffled, "loss")[1] != losses[1])
  }

  @Test(arguments: [1, 1000])
  func `a loss that is not finite ends the run, and the diverged value is kept`(every: Int) throws {
    let bench = try Bench()
    let config = try bench.config([
      "optimizer": ["learning_rate": 1000, "weight_decay": 1], "method": "bp", "epochs": 50,
      "record": ["every": .integer(every)],
    ])
    let error = #expect(throws: TrainingError.self) { _ = try train(bench, config) }
    guard case .diverged(let step, _)? = error else { return }
    try bench.store.writer.flush()
    let losses = try bench.points(1, "loss")
    #expect(losses.keys.max() == step)
    #expect(losses[step]!.isNaN)
    #expect("\(error!)".hasPrefix("diverged: the loss is NaN at iteration \(step);"))
    #expect("\(error!)".contains("learning_rate"))
  }

  @Test func `it stops before the next iteration when told to`() throws {
    let bench = try Bench()
    var asked = 0
    let (run, ending, _) = try train(bench, bench.config()) {
      asked += 1
      return asked > 3
    }
    #expect(ending == .stopped)
    #expect(try bench.points(run, "loss").keys.sorted() == [1, 2, 3])
  }
}
