import Learning
import Tracking

/// Turns what a run measures into points of its series.
struct RunRecorder {
  private let run: Int64
  private let sink: any MetricSink
  private let every: Int
  private let loss: Int64
  private let accuracy: Int64
  private let angles: [Int64]
  /// Of the per-epoch metrics, made when the first epoch ends: each look-up is a transaction.
  private var epochSeries: [Metric: Int64] = [:]
  /// Kept between steps, so that recording does not allocate.
  private var points: [Point] = []

  /// - Throws: whatever the sink throws when a series cannot be made.
  init(run: Int64, sink: any MetricSink, every: Int, angleLayers: [String]) throws {
    self.run = run
    self.sink = sink
    self.every = every
    loss = try sink.series(of: Metric("loss", unit: "nats"), in: run)
    accuracy = try sink.series(of: Metric("accuracy", unit: "fraction"), in: run)
    angles = try angleLayers.map {
      try sink.series(of: Metric("angle", layer: $0, unit: "degrees"), in: run)
    }
  }

  /// Records one iteration.
  ///
  /// - Parameter isLast: whether the run ends with it; a run's last iteration is recorded whatever `every` says.
  mutating func record(_ result: Learner.StepResult, step: Int, isLast: Bool) {
    points.removeAll(keepingCapacity: true)
    if step % every == 0 || step == 1 || isLast {
      points.append(Point(series: loss, step: step, value: result.loss))
      points.append(Point(series: accuracy, step: step, value: result.accuracy))
      for (series, angle) in zip(angles, result.angles) {
        points.append(Point(series: series, step: step, value: angle))
      }
    }
    sink.append(points, run: run, step: step)
  }

  /// Records what an epoch came to, under its last iteration.
  mutating func record(_ epoch: EpochResult, step: Int) throws {
    var values = [
      (Metric("train_loss", unit: "nats"), epoch.trainLoss),
      (Metric("train_accuracy", unit: "fraction"), epoch.trainAccuracy),
      (Metric("test_loss", unit: "nats"), epoch.testLoss),
      (Metric("test_accuracy", unit: "fraction"), epoch.testAccuracy),
      (Metric("learning_rate"), epoch.learningRate),
      (Metric("samples_per_second", unit: "1/s"), epoch.samplesPerSecond),
    ]
    if let rate = epoch.feedbackLearningRate { values.append((Metric("feedback_learning_rate"), rate)) }
    let points = try values.map { metric, value in
      let series = try epochSeries[metric] ?? sink.series(of: metric, in: run)
      epochSeries[metric] = series
      return Point(series: series, step: step, value: value)
    }
    sink.append(points, run: run, step: step)
  }
}

/// What one epoch came to.
package struct EpochResult: Sendable, Equatable {
  /// From 1.
  package var epoch: Int
  /// Running mean over the epoch's samples, nats.
  package var trainLoss: Double
  /// Running mean over the epoch's samples, 0 to 1.
  package var trainAccuracy: Double
  package var testLoss: Double
  package var testAccuracy: Double
  package var learningRate: Double
  /// nil where no feedback learns.
  package var feedbackLearningRate: Double?
  /// Training only, evaluation not counted.
  package var samplesPerSecond: Double
}
