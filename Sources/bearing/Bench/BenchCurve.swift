import Compute
import Foundation
import Learning
import Store
import Tracking
import Training

/// A training run as the point writer sees it, without the training: one call per step with a value for each series.
struct BenchCurve {
  /// Falls like a loss and is as noisy: a value with all its digits, which cost space and time where round ones do not.
  private let noise: [Double]
  private var points: [Point]

  /// The metrics of a network with `count` series: loss, accuracy, then an angle for each layer.
  static func metrics(_ count: Int) -> [Metric] {
    (0..<count).map { index in
      switch index {
      case 0: Metric(.loss, with: .cross_entropy)
      case 1: Metric(.accuracy, with: .cross_entropy)
      default: Metric(.angle, layer: "fc\(index - 1)", with: .cross_entropy)
      }
    }
  }

  /// One run of a job that has no training behind it.
  static func job(_ name: String, runs: Int, steps: Int) -> NewJob {
    NewJob(
      name: name, experiment: "bench", tags: [:], method: "bench", network: "bench", dataset: "bench",
      config: "{}", seeds: (1...UInt64(runs)).map { $0 }, steps: steps, stepsPerEpoch: max(1, steps / 10))
  }

  /// - Parameter series: ids, as the writer gave them.
  init(series: [Int64], seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .dataOrder)
    noise = (0..<8192).map { _ in Double(stream.uniform()) }
    points = series.map { Point(series: $0, step: 1, value: 0) }
  }

  /// Hands over the points of some steps, a call for each.
  mutating func append(_ steps: ClosedRange<Int>, run: Int64, to sink: some MetricSink) {
    for step in steps {
      let level = 2.3 / (1 + Double(step) * 1e-3)
      for index in points.indices {
        points[index].step = step
        points[index].value = level + noise[(step &* 31 &+ index &* 977) & 8191]
      }
      sink.append(points, run: run, step: step)
    }
  }
}
