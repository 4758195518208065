import Compute
import Datasets
import Files
import Learning
import Tracking

/// Trains one run from its first iteration, or from a checkpoint, to its last.
///
/// A trainer belongs to the thread that made it, which should be one of its own at low priority.
package final class Trainer {
  let config: JobConfig
  let dataset: Dataset
  let seed: UInt64
  let learner: Learner
  private let batches: BatchStream
  /// The test set in stored order, over and over.
  private let testBatches: BatchStream
  private let steps: Int
  /// Of the epoch under way.
  private(set) var totals: EpochTotals
  /// What was done to the initial weights' names, a sentence each, for the log.
  package let notes: [String]

  /// How a run that did not fail came to its end.
  package enum Ending: Sendable, Equatable {
    case finished
    case stopped
  }

  /// What is told to whoever watches.
  package enum Event: Sendable {
    /// An iteration, from 1, of `steps` in all.
    case step(Int, of: Int, Learner.StepResult)
    case epoch(EpochResult)
  }

  /// - Parameters:
  ///   - seed: the run's.
  ///   - threads: cores to use.
  ///   - checkpoint: what to go on from; nil to begin at the beginning.
  /// - Throws: ``ComputeError``, for example when memory is short; ``CheckpointError`` when the checkpoint is not one
  ///   of this config and seed, or the initial weights are not those of this network;
  ///   ``TrainingError/datasetChanged(name:step:expected:found:)``.
  package init(
    _ config: JobConfig, dataset: Dataset, seed: UInt64, threads: Int, from checkpoint: SafetensorsFile? = nil
  ) throws {
    self.config = config
    self.dataset = dataset
    self.seed = seed
    steps = config.steps(samples: dataset.train.count)
    let device = try Device(threads: min(threads, config.threads ?? threads))
    learner = try Learner(
      config.learner,
      network: config.network.spec(
        pictures: config.preprocessing.shape(of: dataset.shape), classes: dataset.classes,
        wholeClasses: dataset.wholeClasses),
      seed: seed, on: device)
    totals = EpochTotals()
    var notes: [String] = []
    if let checkpoint {
      totals = EpochTotals(try learner.resume(from: checkpoint, of: config, seed: seed, dataset: dataset))
    } else if let path = config.initialWeights {
      notes = try learner.takeWeights(from: SafetensorsFile(path: path))
    }
    self.notes = notes
    let preprocessing = config.preprocessing
    batches = try BatchStream(
      dataset.train, batchSize: config.learner.batchSize, dropLast: config.dropLast, seed: seed,
      shuffle: config.shuffle, firstBatch: learner.step, normalization: preprocessing.normalization,
      transforms: preprocessing.train, workers: preprocessing.train.isEmpty ? 1 : device.threads)
    testBatches = try BatchStream(
      dataset.test, batchSize: Self.testBatchSize(of: learner.network.spec), shuffle: false,
      normalization: preprocessing.normalization, transforms: preprocessing.test,
      workers: preprocessing.test.isEmpty ? 1 : device.threads)
  }

  /// Any size gives the same answer: 500 keeps the memory small and the products efficient, large pictures come in
  /// smaller batches.
  static func testBatchSize(of spec: NetworkSpec) -> Int {
    max(16, min(500, 2_000_000 / spec.input.reduce(1, *)))
  }

  /// Trains to the end, or until `shouldStop` says so, which is asked before every iteration and, while the test set is
  /// gone through, before every batch of it but the first.
  ///
  /// - Parameters:
  ///   - run: the run's id, under which the points are stored.
  ///   - checkpoints: where to keep the run's checkpoints: one after each epoch and one when it is stopped, each
  ///     written when the points up to it are on disk, and the weights at the end. nil to keep none.
  ///   - observer: called on this thread after every iteration and epoch.
  /// - Throws: ``TrainingError/diverged(step:loss:)``, ``ComputeError``, ``CheckpointError``, or an error of the
  ///   sink.
  package func train(
    run: Int64, into sink: any MetricSink, checkpoints: (any CheckpointStorage)? = nil,
    shouldStop: () -> Bool,
    observer: (Event) -> Void = { _ in }
  ) throws -> Ending {
    defer { stop() }
    checkpoints?.prepare(for: learner.step)
    var recorder = try RunRecorder(
      run: run, sink: sink, every: config.recordEvery, learner: learner)
    var saved = learner.step
    var measured: EpochMeasures?
    while learner.step < steps || isEvaluationDue {
      if isEvaluationDue {
        guard let test = try evaluate(shouldStop: shouldStop) else {
          if learner.step > saved { saveAtStop(to: checkpoints, after: sink) }
          return .stopped
        }
        try recorder.record(
          EpochMeasures.values(ofTest: test, withTop5: takesTop5), step: learner.step)
        observer(.epoch(EpochResult(epoch: epochsOver, measured ?? measures(), test)))
        learner.finishEpoch()
        totals = EpochTotals()
        // After the last epoch it is the weights that are kept.
        if learner.step < steps, try save(to: checkpoints, after: sink) { saved = learner.step }
        continue
      }
      if shouldStop() {
        if learner.step > saved { saveAtStop(to: checkpoints, after: sink) }
        return .stopped
      }
      guard let result = try trainOneBatch() else { return .stopped }
      let step = learner.step
      recorder.record(result, step: step, isLast: step == steps || !result.loss.isFinite)
      learner.clock.lap(.metrics)
      observer(.step(step, of: steps, result))
      guard result.loss.isFinite else { throw TrainingError.diverged(step: step, loss: result.loss) }
      // Before the test set, so that a run that is stopped there has them: some are of this step's matrices.
      if isEvaluationDue {
        let measures = measures()
        try recorder.record(measures.values(withTop5: takesTop5), step: step)
        measured = measures
      }
    }
    try checkpoints.map(saveWeights)
    return .finished
  }

  /// Epochs whose iterations are over, a last one that is cut short counted too.
  private var epochsOver: Int {
    let perEpoch = config.stepsPerEpoch(samples: dataset.train.count)
    return learner.step == steps ? (steps + perEpoch - 1) / perEpoch : learner.step / perEpoch
  }

  /// Whether an epoch's iterations are over and the test set has not been gone through.
  private var isEvaluationDue: Bool { epochsOver > learner.epoch }

  /// - Returns: nil once the batches have been stopped.
  func trainOneBatch() throws -> Learner.StepResult? {
    try batches.withNext { batch in
      let result = try learner.step(pixels: batch.pixels, labels: batch.labels)
      totals.add(result.measurements)
      return result
    }
  }

  /// Ends the making of batches.
  func stop() {
    batches.stop()
    testBatches.stop()
  }

  /// What the epoch under way has come to.
  private func measures() -> EpochMeasures {
    EpochMeasures(
      training: totals.sums, learningRates: learner.learningRates, layers: learner.epochMeasures(),
      samplesPerSecond: totals.samplesPerSecond)
  }

  private var takesTop5: Bool { dataset.classes >= EpochResult.top5Classes }

  /// Mean loss and accuracy over the test set, in stored order; nil when told to stop.
  func evaluate(shouldStop: () -> Bool) throws -> Measurements? {
    var sums = Measurements()
    for index in 0..<testBatches.batchesPerEpoch {
      if index > 0 && shouldStop() { return nil }
      try testBatches.withNext { batch in
        sums += try learner.evaluate(pixels: batch.pixels, labels: batch.labels)
      }
    }
    return sums
  }
}
