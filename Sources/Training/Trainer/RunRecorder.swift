import Learning
import Tracking

/// Turns what a run measures into points of its series.
struct RunRecorder {
  private let run: Int64
  private let sink: any MetricSink
  private let every: Int
  /// What is minimised: some units depend on it.
  private let objective: Loss
  private let loss: Int64
  private let accuracy: Int64
  /// Of each of ``Learner/stepMeasures``, one for each layer.
  private let layers: [[Int64]]
  /// Of the per-epoch metrics, made when the first epoch ends: each look-up is a transaction.
  private var epochSeries: [Metric: Int64] = [:]
  /// Kept between steps, so that recording does not allocate.
  private var points: [Point] = []

  /// - Throws: whatever the sink throws when a series cannot be made.
  init(run: Int64, sink: any MetricSink, every: Int, learner: Learner) throws {
    self.run = run
    self.sink = sink
    self.every = every
    let objective = learner.config.loss
    self.objective = objective
    func series(_ measure: Measure, _ layer: String? = nil) throws -> Int64 {
      try sink.series(of: Metric(measure, layer: layer, with: objective), in: run)
    }
    loss = try series(.loss)
    accuracy = try series(.accuracy)
    layers = try learner.stepMeasures.map { taken in
      try taken.layers.map { try series(taken.measure, $0) }
    }
  }

  /// Records one iteration.
  ///
  /// - Parameter isLast: whether the run ends with it; a run's last iteration is recorded whatever `every` says.
  mutating func record(_ result: Learner.StepResult, step: Int, isLast: Bool) {
    points.removeAll(keepingCapacity: true)
    let isDue = step % every == 0 || step == 1 || isLast
    if isDue {
      points.append(Point(series: loss, step: step, value: result.loss))
      points.append(Point(series: accuracy, step: step, value: result.accuracy))
    }
    for (series, taken) in zip(layers, result.layers) {
      // What is taken on request comes in some steps only, by a number of its own.
      guard isDue || taken.measure.cadence == .request else { continue }
      for (series, value) in zip(series, taken.values) {
        points.append(Point(series: series, step: step, value: value))
      }
    }
    sink.append(points, run: run, step: step)
  }

  /// Records what an epoch came to, under its last iteration.
  mutating func record(_ values: [MeasuredValue], step: Int) throws {
    let points = try values.map { value in
      let metric = Metric(value.measure, layer: value.layer, with: objective)
      let series = try epochSeries[metric] ?? sink.series(of: metric, in: run)
      epochSeries[metric] = series
      return Point(series: series, step: step, value: value.value)
    }
    sink.append(points, run: run, step: step)
  }
}

extension Metric {
  /// The series of a measure in a run that minimises `loss`.
  package init(_ measure: Measure, layer: String? = nil, with loss: Loss) {
    self.init(measure.name, layer: layer, unit: measure.unit(with: loss))
  }
}
