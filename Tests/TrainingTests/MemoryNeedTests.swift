import Compute
import Formats
import Foundation
import Learning
import Testing
import TestSupport

@testable import Training

/// Jobs whose runs need more memory than a process can have.
@Suite struct MemoryNeedTests {
  private let tiny: TinyDataset
  private let datasets: DatasetLibrary

  init() throws {
    tiny = try TinyDataset()
    datasets = DatasetLibrary(roots: [tiny.root.path])
  }

  private func config(_ network: JSONValue, _ more: JSONValue = [:]) throws -> JobConfig {
    let base: JSONValue = ["dataset": "mnist", "network": network, "method": "bp", "steps": 2]
    return try JobConfig(base.overlaid(with: more), datasets: datasets)
  }

  private func room(_ bytes: Int) -> MemoryRoom {
    MemoryRoom(bounds: [.init(name: "the limit of ulimit -v", total: bytes, available: 0, held: 0)])
  }

  @Test func `it grows with what it is made of`() throws {
    func need(_ network: JSONValue, _ more: JSONValue = [:]) throws -> MemoryNeed {
      try config(network, more).memoryNeed(in: datasets, threads: 2)
    }
    let small = try need(["name": "fc5", "width": 256])
    // 250 pictures of 28x28 with their labels.
    #expect(small.dataset == 250 * 785)
    let wide = try need(["name": "fc5", "width": 512])
    #expect(wide.engine > 2 * small.engine && wide.batches == small.batches)
    #expect(try need(["name": "fc5", "width": 256], ["batch_size": 100]).batches > small.batches)
    #expect(try need(["name": "fc5", "width": 256], ["optimizer": ["name": "adam"]]).engine > small.engine)
    #expect(try need("conv2", ["batch_size": 200]).engine > 2 * need("conv2", ["batch_size": 50]).engine)
  }

  @Test func `a job that can never fit is refused with both numbers and what bounds it`() throws {
    let config = try config(["name": "fc5", "width": 16384])
    let error = #expect(throws: ConfigError.self) {
      try config.checkMemory(on: datasets.trainingSet(named: "mnist"), room: room(6_000_000_000))
    }
    let problem = try #require(error?.problems.first)
    #expect(problem.path == "$" && problem.expected == "a need of at most 6 GB")
    // Weights, gradients and velocities are 9.8 GB; the largest weight is copied when a checkpoint is written.
    let found = try #require(problem.found?.split(separator: " ").first.flatMap { Double($0) })
    #expect((9.8...12).contains(found), "\(found)")
    #expect(problem.message.contains("(the limit of ulimit -v); use a smaller batch_size or network"))
    try config.checkMemory(on: datasets.trainingSet(named: "mnist"), room: room(20_000_000_000))
  }

  @Test func `so are the jobs of a sweep and a clone that cannot`() throws {
    // No machine has this: 65,536 pictures, 4 convolutions of 16,384 channels over 28x28 places.
    let blocks: JSONValue = .array(
      (0..<4).map { _ in ["layer": ["name": "conv", "outputs": 16384, "kernel": 1]] }
        + [["layer": ["name": "linear", "outputs": 10]]])
    let monster: JSONValue = [
      "dataset": "mnist", "network": ["blocks": blocks], "method": "bp", "steps": 1, "batch_size": 65536,
    ]
    let swept = monster.overlaid(with: ["sweep": ["optimizer.learning_rate": [0.1, 0.2]]])
    for request in [monster, swept] {
      let error = #expect(throws: ConfigError.self) {
        try JobRequest(request).newJobs(datasets: datasets)
      }
      #expect(error?.problems.count == 1)
      #expect(error?.description.contains("of memory, and this program can have") == true, "\(error!)")
    }
  }

  /// A need that was counted before may only be taken for a config that needs the same.
  @Test func `a need from memory is the one that would be counted`() throws {
    let set = try datasets.trainingSet(named: "mnist")
    let changes: [JSONValue] = [
      [:], ["batch_size": 40], ["method": "dkp"], ["network": ["width": 128]], ["loss": "mean_squared_error"],
      ["optimizer": ["momentum": 0, "nesterov": false]], ["optimizer": ["name": "adam"]],
      ["method": "dkp", "feedback": ["optimizer": ["name": "adam"]]],
      ["record": ["signal_angle_every": 3], "method": "dfa"],
      ["method": "dfa", "record": ["angle": false]], ["drop_last": true, "batch_size": 40],
      ["optimizer": ["learning_rate": 0.5]], ["method": "dfa", "feedback": ["init": "zeros"]],
    ]
    for _ in 0..<2 {
      for change in changes {
        let config = try config(["name": "fc5", "width": 64], change)
        #expect(
          try MemoryNeed.of(config, set, threads: 2) == MemoryNeed(config, set, threads: 2), "\(change)")
      }
    }
  }

  @Test func `what a run is said to need is what its trainer's engine takes`() throws {
    let config = try config("fc5", ["batch_size": 30])
    let need = try config.memoryNeed(in: datasets, threads: 2)
    let dataset = try datasets.dataset(named: "mnist")
    // The sizes of the batches that come: 6 of 30 and one of 20; 50 for the test.
    #expect(need == (try MemoryNeed(config, TrainingSet(dataset), threads: 2)))
    #expect(need.batches > 3 * 80 * 784 * 4)
  }
}
