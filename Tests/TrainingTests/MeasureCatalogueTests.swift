import Formats
import Learning
import Synchronization
import Testing
import Tracking

@testable import Training

/// What runs record, and what the catalogue says of it.
@Suite struct MeasureCatalogueTests {
  /// Keeps which series a run asked for.
  private final class SeriesList: MetricSink {
    private let metrics = Mutex<[Metric]>([])
    var all: [Metric] { metrics.withLock { $0 } }

    func series(of metric: Metric, in run: Int64) -> Int64 {
      metrics.withLock {
        $0.append(metric)
        return Int64($0.count)
      }
    }
    func append(_ points: [Point], run: Int64, step: Int) {}
    func flush() {}
  }

  /// The series of a short run.
  private func series(_ method: String, loss: Loss = .cross_entropy) throws -> [Metric] {
    let bench = try Bench()
    let config = try bench.config([
      "method": .string(method), "loss": .string(loss.rawValue), "epochs": 1,
      "record": ["signal_angle_every": 2],
    ])
    let trainer = try Trainer(
      config, dataset: bench.datasets.dataset(named: config.dataset), seed: 1, threads: 1)
    let list = SeriesList()
    #expect(try trainer.train(run: 1, into: list, shouldStop: { false }) == .finished)
    return list.all
  }

  @Test func `what a run of any method records is in the catalogue, and nothing else is`() throws {
    var recorded: Set<String> = []
    for method in LearningRules.names {
      for metric in try series(method) {
        let measure = try #require(
          MeasureCatalogue.named(metric.name), "\(metric.name) of \(method) is not in the catalogue")
        #expect(metric.unit == measure.unit(with: .cross_entropy), "\(metric.name)")
        #expect((metric.layer != nil) == measure.isPerLayer, "\(metric.name)")
        recorded.insert(metric.name)
      }
    }
    // The top-5 accuracies belong to datasets of many classes.
    let many = EpochMeasures(
      training: Measurements(), learningRates: [], layers: [], samplesPerSecond: 1)
    recorded.formUnion(many.values(withTop5: true).map(\.measure.name))
    recorded.formUnion(EpochMeasures.values(ofTest: Measurements(), withTop5: true).map(\.measure.name))
    #expect(recorded == Set(MeasureCatalogue.all.map(\.name)))
    #expect(MeasureCatalogue.all.count == recorded.count, "a name stands there twice")
  }

  @Test(arguments: Loss.allCases)
  func `all losses of a run have the unit of what it minimises`(loss: Loss) throws {
    let metrics = try series("dfa", loss: loss)
    for name in ["loss", "train_loss", "test_loss"] {
      let found = metrics.filter { $0.name == name }.map(\.unit)
      #expect(found == [loss == .mean_squared_error ? "squared" : "nats"], "\(name)")
    }
  }

  @Test func `the catalogue's names and units are such as may be stored`() {
    for measure in MeasureCatalogue.all {
      #expect(Metric.isName(measure.name))
      for loss in Loss.allCases {
        #expect(measure.unit(with: loss).map(Metric.isUnit) ?? true, "\(measure.name)")
      }
    }
    #expect(MeasureCatalogue.json["measures"]?.array?.count == MeasureCatalogue.all.count)
  }
}
