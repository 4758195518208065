import Datasets
import Learning
import Tracking

extension JobConfig {
  /// The job that this config asks for.
  ///
  /// - Throws: ``ConfigError`` at `$.dataset` when the dataset cannot be found, and at `$.batch_size` when its samples do
  ///   not make batches that can be trained: better now than when the run starts.
  package func newJob(datasets: DatasetLibrary) throws -> NewJob {
    try newJob(on: trainingSet(in: datasets))
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
  /// - Throws: ``ConfigError`` at `$.batch_size`.
  func newJob(on set: TrainingSet) throws -> NewJob {
    if let problem = batchProblem(on: set) { throw ConfigError([problem]) }
    return NewJob(
      name: name, experiment: experiment, tags: tags, method: learner.method, network: network.label,
      dataset: dataset, config: canonicalText, seeds: seeds, steps: steps(samples: set.samples),
      stepsPerEpoch: stepsPerEpoch(samples: set.samples))
  }
}
