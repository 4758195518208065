import Compute
import Datasets
import Dispatch
import Learning
import Tracking

/// Trains one run from its first iteration to its last.
///
/// A trainer belongs to the thread that made it, which should be one of its own at low priority.
package final class Trainer {
  private let config: JobConfig
  private let dataset: Dataset
  private let learner: Learner
  private let batches: BatchStream
  /// The test set in stored order, over and over. Any batch size gives the same answer; 500 keeps the memory small and
  /// the products efficient.
  private let testBatches: BatchStream
  private let steps: Int

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
  /// - Throws: ``ComputeError``, for example when memory is short.
  package init(_ config: JobConfig, dataset: Dataset, seed: UInt64, threads: Int) throws {
    self.config = config
    self.dataset = dataset
    steps = config.steps(samples: dataset.train.count)
    let device = try Device(threads: min(threads, config.threads ?? threads))
    learner = try Learner(
      config.learner,
      network: config.network.spec(
        pictures: config.preprocessing.shape(of: dataset.shape), classes: dataset.classes),
      seed: seed, on: device)
    batches = try BatchStream(
      dataset.train, batchSize: config.learner.batchSize, seed: seed, shuffle: config.shuffle)
    testBatches = try BatchStream(dataset.test, batchSize: 500, shuffle: false)
  }

  /// Trains to the end, or until `shouldStop` says so, which is asked before every iteration.
  ///
  /// - Parameters:
  ///   - run: the run's id, under which the points are stored.
  ///   - observer: called on this thread after every iteration and epoch.
  /// - Throws: ``TrainingError/diverged(step:loss:)``, ``ComputeError``, or an error of the sink.
  package func train(
    run: Int64, into sink: any MetricSink, shouldStop: () -> Bool, observer: (Event) -> Void = { _ in }
  ) throws -> Ending {
    defer {
      batches.stop()
      testBatches.stop()
    }
    var recorder = try RunRecorder(
      run: run, sink: sink, every: config.recordEvery, angleLayers: learner.angleLayers)
    let perEpoch = config.stepsPerEpoch(samples: dataset.train.count)
    var totals = EpochTotals()
    for step in 1...steps {
      if shouldStop() { return .stopped }
      let trained = try batches.withNext { batch in
        let result = try learner.step(pixels: batch.pixels, labels: batch.labels)
        totals.add(result, samples: batch.size)
        return result
      }
      guard let result = trained else { return .stopped }
      recorder.record(result, step: step, isLast: step == steps || !result.loss.isFinite)
      observer(.step(step, of: steps, result))
      guard result.loss.isFinite else { throw TrainingError.diverged(step: step, loss: result.loss) }
      if step % perEpoch == 0 || step == steps {
        let epoch = try finish(totals, epoch: (step - 1) / perEpoch + 1)
        try recorder.record(epoch, step: step)
        observer(.epoch(epoch))
        learner.finishEpoch()
        totals = EpochTotals()
      }
    }
    return .finished
  }

  /// The learned weights by their names in a checkpoint.
  package var tensors: [NamedTensor] { learner.tensors }

  private func finish(_ totals: EpochTotals, epoch: Int) throws -> EpochResult {
    let seconds = totals.seconds
    let test = try evaluate()
    return EpochResult(
      epoch: epoch, trainLoss: totals.meanLoss, trainAccuracy: totals.meanAccuracy, testLoss: test.loss,
      testAccuracy: test.accuracy, learningRate: learner.learningRate,
      feedbackLearningRate: learner.feedbackLearningRate, samplesPerSecond: Double(totals.samples) / seconds)
  }

  /// Mean loss and accuracy over the test set, in stored order.
  private func evaluate() throws -> (loss: Double, accuracy: Double) {
    var (loss, correct) = (0.0, 0)
    for _ in 0..<testBatches.batchesPerEpoch {
      try testBatches.withNext { batch in
        let result = try learner.evaluate(pixels: batch.pixels, labels: batch.labels)
        loss += result.loss * Double(batch.size)
        correct += result.correct
      }
    }
    let count = dataset.test.count
    return (loss / Double(count), Double(correct) / Double(count))
  }
}

/// Running means over an epoch, weighted by samples: the left-over batch counts for what it is.
private struct EpochTotals {
  private(set) var samples = 0
  private var loss = 0.0
  private var correct = 0.0
  private let start = DispatchTime.now().uptimeNanoseconds

  mutating func add(_ result: Learner.StepResult, samples count: Int) {
    samples += count
    loss += result.loss * Double(count)
    correct += result.accuracy * Double(count)
  }

  var meanLoss: Double { loss / Double(samples) }
  var meanAccuracy: Double { correct / Double(samples) }
  var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }
}

/// Why a run cannot go on.
package enum TrainingError: Error, CustomStringConvertible {
  /// The loss is NaN or infinite. What was recorded up to there stays.
  case diverged(step: Int, loss: Double)

  package var description: String {
    switch self {
    case .diverged(let step, let loss):
      "diverged: the loss is \(loss) at iteration \(step); try a smaller optimizer.learning_rate"
    }
  }
}
