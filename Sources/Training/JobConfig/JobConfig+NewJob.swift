import Compute
import Datasets
import Formats
import Foundation
import Learning
import Tracking

extension JobConfig {
  /// The job that this config asks for.
  ///
  /// - Throws: ``ConfigError`` at `$.dataset` when the dataset cannot be found, at `$.batch_size` when its samples do not
  ///   make batches that can be trained, and for what no run of it can have memory for: better now than when the run
  ///   starts.
  package func newJob(datasets: DatasetLibrary) throws -> NewJob {
    try newJob(on: trainingSet(in: datasets))
  }

  /// - Parameter room: what this process could have before it trained anything.
  /// - Throws: ``ConfigError`` when a run needs more than that.
  func checkMemory(on set: TrainingSet, room: MemoryRoom = .atStart) throws {
    do {
      // More cores need a little more: a run that fits with these may get fewer, not more.
      try room.check(MemoryNeed.of(self, set, threads: threads ?? Parallel.cores).bytes)
    } catch let error as MemoryShortage {
      throw ConfigError([
        ConfigProblem(
          path: "$", message: "\(error)", expected: "a need of at most \(MemoryShortage.text(error.room))",
          found: MemoryShortage.text(error.need))
      ])
    } catch let error as ComputeError {
      // oneDNN has no primitive for it.
      throw ConfigError([
        ConfigProblem(path: "$.network", message: "\(error)", expected: nil, found: network.label)
      ])
    }
  }

  /// - Throws: ``ConfigError`` at `$.dataset` when the dataset cannot be found.
  func trainingSet(in datasets: DatasetLibrary) throws -> TrainingSet {
    do {
      return try datasets.trainingSet(named: dataset)
    } catch {
      throw ConfigError([
        ConfigProblem(
          path: "$.dataset", message: "\(error)", expected: "a dataset that is on this machine",
          found: dataset)
      ])
    }
  }

  /// - Parameter set: what is trained on, of ``dataset``.
  /// - Throws: ``ConfigError`` at `$.batch_size`, and as ``checkMemory(on:room:)``.
  func newJob(on set: TrainingSet) throws -> NewJob {
    if let problem = batchProblem(on: set) { throw ConfigError([problem]) }
    try checkMemory(on: set)
    return NewJob(
      name: name, experiment: experiment, tags: tags, method: learner.method, network: network.label,
      dataset: dataset, config: canonicalText, seeds: seeds, steps: steps(samples: set.samples),
      stepsPerEpoch: stepsPerEpoch(samples: set.samples), place: resources.place)
  }
}
