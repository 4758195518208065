import Datasets
import Learning
import Tracking

extension JobConfig {
  /// The job that this config asks for.
  ///
  /// - Throws: ``ConfigError`` at `$.dataset` when the dataset cannot be found: better now than when the run starts.
  package func newJob(datasets: DatasetLibrary) throws -> NewJob {
    newJob(samples: try trainingSamples(in: datasets))
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
