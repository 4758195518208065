import Datasets
import Tracking

extension JobConfig {
  /// Samples for training and for testing in the sets as they are published.
  private static let publishedCounts = [
    "mnist": (60_000, 10_000), "fashion-mnist": (60_000, 10_000), "cifar10": (50_000, 10_000),
    "cifar100": (50_000, 10_000), "tiny-imagenet": (100_000, 10_000),
  ]

  /// The job that this config asks for, planned on a dataset that need not be here yet.
  ///
  /// - Throws: as ``newJob(datasets:)``, for a dataset that is neither here nor one of those that are published.
  package func plannedJob(datasets: DatasetLibrary) throws -> NewJob {
    try newJob(on: plannedSet(in: datasets))
  }

  /// What is trained on: the set that is here, or else as it is published.
  func plannedSet(in datasets: DatasetLibrary) throws -> TrainingSet {
    guard !datasets.isInstalled(dataset), let counts = Self.publishedCounts[dataset],
      let descriptor = try? datasets.descriptor(named: dataset)
    else { return try trainingSet(in: datasets) }
    return TrainingSet(
      shape: descriptor.shape, classes: descriptor.classes, wholeClasses: descriptor.wholeClasses,
      samples: counts.0, testSamples: counts.1)
  }
}
