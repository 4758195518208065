import Datasets

/// What is known of the pictures that a job trains on before one of them has been read.
struct TrainingSet: Hashable {
  let shape: SampleShape
  let classes: Int
  /// As in `DatasetDescriptor.wholeClasses`.
  let wholeClasses: Int
  /// At least 1.
  let samples: Int
  /// That it is measured on after every epoch; at least 1.
  let testSamples: Int
}

extension TrainingSet {
  init(_ dataset: Dataset) {
    self.init(
      shape: dataset.shape, classes: dataset.classes, wholeClasses: dataset.wholeClasses,
      samples: dataset.train.count,
      testSamples: dataset.test.count)
  }
}
