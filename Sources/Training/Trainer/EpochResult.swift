import Learning

/// What an epoch's iterations came to, before the test set is gone through.
struct EpochMeasures {
  /// Running mean over the epoch's samples, nats.
  var trainLoss: Double
  /// Running mean over the epoch's samples, 0 to 1.
  var trainAccuracy: Double
  /// nil with fewer than ``EpochResult/top5Classes`` classes.
  var trainTop5Accuracy: Double?
  /// Of all that learns, the forward weights first.
  var learningRates: [(metric: String, rate: Double)]
  /// What is measured once per epoch: `norm_ratio`, `residual`.
  var layers: [Learner.LayerMeasure]
  /// Training only, evaluation not counted.
  var samplesPerSecond: Double
}

/// What the test set came to.
struct TestResult {
  /// Mean, nats.
  var loss: Double
  /// 0 to 1.
  var accuracy: Double
  /// nil with fewer than ``EpochResult/top5Classes`` classes.
  var top5Accuracy: Double?
}

/// What one epoch came to, for whoever watches.
package struct EpochResult: Sendable {
  /// Classes from which on the top-5 accuracy says something.
  package static let top5Classes = 100

  /// From 1.
  package var epoch: Int
  /// Running mean over the epoch's samples, nats.
  package var trainLoss: Double
  /// Running mean over the epoch's samples, 0 to 1.
  package var trainAccuracy: Double
  package var testLoss: Double
  package var testAccuracy: Double
  /// Training only, evaluation not counted.
  package var samplesPerSecond: Double

  init(epoch: Int, _ measures: EpochMeasures, _ test: TestResult) {
    self.epoch = epoch
    trainLoss = measures.trainLoss
    trainAccuracy = measures.trainAccuracy
    testLoss = test.loss
    testAccuracy = test.accuracy
    samplesPerSecond = measures.samplesPerSecond
  }
}
