import Compute
import Datasets
import Learning
import Tracking

extension JobConfig {
  /// The job that this config asks for.
  ///
  /// - Throws: ``ConfigError`` at `$.dataset` when the dataset cannot be found, and for what no run of it can have memory
  ///   for: better now than when the run starts.
  package func newJob(datasets: DatasetLibrary) throws -> NewJob {
    let samples = try trainingSamples(in: datasets)
    try checkMemory(in: datasets)
    return newJob(samples: samples)
  }

  /// - Parameter room: what this process could have before it trained anything.
  /// - Throws: ``ConfigError`` when a run needs more than that.
  func checkMemory(in datasets: DatasetLibrary, room: MemoryRoom = .atStart) throws {
    do {
      // More cores need a little more: a run that fits with these may get fewer, not more.
      try room.check(memoryNeed(in: datasets, threads: Parallel.cores).bytes)
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

  /// - Throws: as ``newJob(datasets:)``.
  func trainingSamples(in datasets: DatasetLibrary) throws -> Int {
    do {
      return try datasets.trainingSamples(of: dataset)
    } catch {
      throw ConfigError([
        ConfigProblem(
          path: "$.dataset", message: "\(error)", expected: "a dataset that is on this machine",
          found: dataset)
      ])
    }
  }

  /// - Parameter samples: training samples of the dataset.
  func newJob(samples: Int) -> NewJob {
    NewJob(
      name: name, experiment: experiment, tags: tags, method: learner.method, network: network.label,
      dataset: dataset, config: canonicalText, seeds: seeds, steps: steps(samples: samples),
      stepsPerEpoch: stepsPerEpoch(samples: samples))
  }
}
