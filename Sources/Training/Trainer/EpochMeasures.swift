import Learning

/// What only a trainer knows: means over an epoch and over the test set, and the speed.
extension Measure {
  package static let trainLoss = Measure(
    "train_loss", title: "Training loss of the epoch", summary: "mean over the epoch's samples",
    unit: .ofLoss,
    cadence: .epoch, better: .lower, drawing: Drawing(mayLog: true))
  package static let trainAccuracy = Measure(
    "train_accuracy", title: "Training accuracy of the epoch",
    summary: "fraction of the epoch's samples that was classified rightly", unit: .named("fraction"),
    cadence: .epoch, bounds: 0...1, better: .higher)
  package static let trainTop5Accuracy = Measure(
    "train_top5_accuracy", title: "Training top-5 accuracy of the epoch",
    summary: "fraction of the epoch's samples whose label was among the five largest outputs",
    unit: .named("fraction"), cadence: .epoch, bounds: 0...1, better: .higher)
  package static let testLoss = Measure(
    "test_loss", title: "Test loss", summary: "mean over the test set", unit: .ofLoss, cadence: .epoch,
    better: .lower, drawing: Drawing(mayLog: true))
  package static let testAccuracy = Measure(
    "test_accuracy", title: "Test accuracy", summary: "fraction of the test set that is classified rightly",
    unit: .named("fraction"), cadence: .epoch, bounds: 0...1, better: .higher, drawing: Drawing(rank: 3))
  package static let testTop5Accuracy = Measure(
    "test_top5_accuracy", title: "Test top-5 accuracy",
    summary: "fraction of the test set whose label is among the five largest outputs",
    unit: .named("fraction"), cadence: .epoch, bounds: 0...1, better: .higher)
  package static let samplesPerSecond = Measure(
    "samples_per_second", title: "Speed", summary: "training samples per second, evaluation not counted",
    unit: .named("1/s"), cadence: .epoch, bounds: 0 ... .infinity, better: .higher)
}

/// What an epoch's iterations came to, before the test set is gone through.
struct EpochMeasures {
  var training: Measurements
  /// Of all that learns, the forward weights first.
  var learningRates: [MeasuredValue]
  /// What the learner measures once per epoch.
  var layers: [MeasuredValue]
  /// Training only, evaluation not counted.
  var samplesPerSecond: Double

  /// In the order in which they are recorded.
  ///
  /// - Parameter withTop5: whether the top-5 accuracy says something.
  func values(withTop5: Bool) -> [MeasuredValue] {
    [MeasuredValue(.trainLoss, training.loss), MeasuredValue(.trainAccuracy, training.accuracy)]
      + learningRates.prefix(1) + [MeasuredValue(.samplesPerSecond, samplesPerSecond)]
      + learningRates.dropFirst()
      + (withTop5 ? [MeasuredValue(.trainTop5Accuracy, training.top5Accuracy)] : []) + layers
  }

  /// What the test set came to, in the order in which it is recorded.
  static func values(ofTest test: Measurements, withTop5: Bool) -> [MeasuredValue] {
    [MeasuredValue(.testLoss, test.loss), MeasuredValue(.testAccuracy, test.accuracy)]
      + (withTop5 ? [MeasuredValue(.testTop5Accuracy, test.top5Accuracy)] : [])
  }
}

/// What one epoch came to, for whoever watches.
package struct EpochResult: Sendable {
  /// Classes from which on the top-5 accuracy says something.
  package static let top5Classes = 100

  /// From 1.
  package let epoch: Int
  package let training: Measurements
  package let test: Measurements
  /// Training only, evaluation not counted.
  package let samplesPerSecond: Double

  init(epoch: Int, _ measures: EpochMeasures, _ test: Measurements) {
    self.epoch = epoch
    training = measures.training
    self.test = test
    samplesPerSecond = measures.samplesPerSecond
  }
}
