import Compute
import Datasets
import Learning
import Synchronization

/// How many bytes of memory a run needs at its peak, beside the program itself.
///
/// What the engine holds is counted by building it on a device that only plans (``MemoryPlan``); the dataset and the
/// batches come on top. Measured with `bearing bench`, the sum is within 15 % of what a run takes.
package struct MemoryNeed: Sendable, Equatable {
  /// Weights, gradients, optimizers' state, feedback, activations of training and evaluation, a checkpoint's copy.
  package var engine: Int
  /// Pictures and labels, which runs of one dataset share.
  package var dataset: Int
  /// Batches that are made ahead.
  package var batches: Int

  package var bytes: Int { engine + dataset + batches }

  init(engine: Int, dataset: Int, batches: Int) {
    (self.engine, self.dataset, self.batches) = (engine, dataset, batches)
  }

  /// - Parameter threads: cores of the run: each has a few rows of its own.
  /// - Throws: ``ComputeError``, ``NetworkError``, ``DatasetError`` for a config that no run can be made of.
  /// - Complexity: a few milliseconds; the numbers of no tensor are touched.
  init(_ config: JobConfig, _ set: TrainingSet, threads: Int) throws {
    let shape = try config.preprocessing.shape(of: set.shape)
    let spec = try config.network.spec(
      pictures: shape, classes: set.classes, wholeClasses: set.wholeClasses)
    let plan = MemoryPlan()
    let learner = try Learner(
      config.learner, network: spec, seed: 0, on: Device(planning: plan, threads: threads))
    let (training, evaluation) = Self.batchSizes(of: config, spec, set)
    try learner.prepare(training: training, evaluation: evaluation)
    engine = plan.bytes
    dataset = (set.samples + set.testSamples) * (set.shape.count + 1)
    let values = training[0] + evaluation[0]
    batches = BatchStream.usualBuffers * values * (shape.count + 1) * MemoryLayout<Float>.stride
    // The order of an epoch's samples, and the next one's.
    batches += 2 * set.samples * MemoryLayout<UInt32>.stride
  }

  /// The sizes of the batches that a run sees, the whole ones first.
  private static func batchSizes(
    of config: JobConfig, _ spec: NetworkSpec, _ set: TrainingSet
  ) -> (training: [Int], evaluation: [Int]) {
    func sizes(_ count: Int, _ batch: Int, leftOver: Int) -> [Int] {
      [min(batch, count)] + (leftOver > 0 && leftOver < count ? [leftOver] : [])
    }
    let (batch, test) = (config.learner.batchSize, Trainer.testBatchSize(of: spec))
    return (
      sizes(set.samples, batch, leftOver: config.leftOver(samples: set.samples)),
      sizes(set.testSamples, test, leftOver: set.testSamples % test)
    )
  }
}

extension JobConfig {
  /// What one of this config's runs needs.
  ///
  /// - Parameter threads: cores that it gets.
  /// - Throws: as ``MemoryNeed``'s initialiser, and ``DatasetError`` when the dataset cannot be found.
  package func memoryNeed(in datasets: DatasetLibrary, threads: Int) throws -> MemoryNeed {
    try MemoryNeed.of(
      self, datasets.trainingSet(named: dataset), threads: min(threads, self.threads ?? threads))
  }
}

extension MemoryNeed {
  /// Needs that were counted before, by what they depend on: a sweep asks a thousand times for a few networks, and a queue
  /// that waits for memory asks every second for the same.
  private static let known = Mutex<[String: MemoryNeed]>([:])
  /// More than that are forgotten, all at once.
  private static let mostKnown = 64

  /// The same as the initialiser gives, from memory where it was counted before.
  ///
  /// - Throws: as the initialiser.
  static func of(_ config: JobConfig, _ set: TrainingSet, threads: Int) throws -> MemoryNeed {
    let key = "\(set) \(threads) \(config.memoryKey)"
    if let need = known.withLock({ $0[key] }) { return need }
    let need = try MemoryNeed(config, set, threads: threads)
    known.withLock { known in
      if known.count >= mostKnown { known = [:] }
      known[key] = need
    }
    return need
  }
}

extension JobConfig {
  /// All that decides what a run needs, and how long a step takes: everything about how it learns but the numbers that no
  /// tensor's size depends on.
  var memoryKey: String {
    var learner = learner
    learner.schedule = .constant
    learner.feedback.schedule = .constant
    for path in [\LearnerConfig.optimizer, \LearnerConfig.feedback.optimizer] {
      learner[keyPath: path].learningRate = 0
      learner[keyPath: path].weightDecay = 0
    }
    return "\(network) \(preprocessing) \(dropLast) \(learner)"
  }
}
