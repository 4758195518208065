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
  private let weightAngles: [Int64]
  private let signalAngles: [Int64]
  /// Of the per-epoch metrics, made when the first epoch ends: each look-up is a transaction.
  private var epochSeries: [Metric: Int64] = [:]
  /// Kept between steps, so that recording does not allocate.
  private var points: [Point] = []

  /// - Throws: whatever the sink throws when a series cannot be made.
  init(run: Int64, sink: any MetricSink, every: Int, learner: Learner) throws {
    self.run = run
    self.sink = sink
    self.every = every
    func series(_ name: String, _ layer: String? = nil, unit: String) throws -> Int64 {
      try sink.series(of: Metric(name, layer: layer, unit: unit), in: run)
    }
    loss = try series("loss", unit: learner.config.loss == .mean_squared_error ? "squared" : "nats")
    accuracy = try series("accuracy", unit: "fraction")
    angles = try learner.angleLayers.map { try series("angle", $0, unit: "degrees") }
    weightAngles = try learner.weightAngleLayers.map { try series("weight_angle", $0, unit: "degrees") }
    signalAngles = try learner.signalAngleLayers.map { try series("signal_angle", $0, unit: "degrees") }
  }

  /// Records one iteration.
  ///
  /// - Parameter isLast: whether the run ends with it; a run's last iteration is recorded whatever `every` says.
  mutating func record(_ result: Learner.StepResult, step: Int, isLast: Bool) {
    points.removeAll(keepingCapacity: true)
    if step % every == 0 || step == 1 || isLast {
      points.append(Point(series: loss, step: step, value: result.loss))
      points.append(Point(series: accuracy, step: step, value: result.accuracy))
      add(result.angles, of: angles, step: step)
      add(result.weightAngles, of: weightAngles, step: step)
    }
    // Taken in some steps only, by a number of their own.
    add(result.signalAngles, of: signalAngles, step: step)
    sink.append(points, run: run, step: step)
  }

  private mutating func add(_ values: [Double], of series: [Int64], step: Int) {
    for (series, value) in zip(series, values) {
      points.append(Point(series: series, step: step, value: value))
    }
  }

  /// Records what an epoch's iterations came to, under the last of them.
  mutating func record(_ epoch: EpochMeasures, step: Int) throws {
    let rates = epoch.learningRates.map { (Metric($0.metric), $0.rate) }
    var values =
      [
        (Metric("train_loss", unit: "nats"), epoch.trainLoss),
        (Metric("train_accuracy", unit: "fraction"), epoch.trainAccuracy),
      ] + rates.prefix(1) + [(Metric("samples_per_second", unit: "1/s"), epoch.samplesPerSecond)]
      + rates.dropFirst()
    if let top5 = epoch.trainTop5Accuracy {
      values.append((Metric("train_top5_accuracy", unit: "fraction"), top5))
    }
    values += epoch.layers.map { (Metric($0.name, layer: $0.layer), $0.value) }
    try record(values, step: step)
  }

  /// Records what the test set came to, under an epoch's last iteration.
  mutating func record(_ test: TestResult, step: Int) throws {
    var values = [
      (Metric("test_loss", unit: "nats"), test.loss),
      (Metric("test_accuracy", unit: "fraction"), test.accuracy),
    ]
    if let top5 = test.top5Accuracy { values.append((Metric("test_top5_accuracy", unit: "fraction"), top5)) }
    try record(values, step: step)
  }

  private mutating func record(_ values: [(metric: Metric, value: Double)], step: Int) throws {
    let points = try values.map { metric, value in
      let series = try epochSeries[metric] ?? sink.series(of: metric, in: run)
      epochSeries[metric] = series
      return Point(series: series, step: step, value: value)
    }
    sink.append(points, run: run, step: step)
  }
}
