import Compute
import Datasets
import Learning
import Tracking

/// Measures training steps as a run has them: batches made ahead, everything recorded, points on their way to the disk.
package struct StepBenchmark {
  /// What is trained.
  package let config: JobConfig
  /// What such a run is said to need before it begins.
  package let memoryNeed: MemoryNeed
  private let trainer: Trainer

  /// What one block of steps gave.
  package struct Block: Sendable {
    package var samplesPerSecond: Double
    /// Seconds of a step by what it spends them on.
    package var phases: [Phase: Double]
  }

  /// What is measured: a network, a method, and how its batches are multiplied.
  package struct Subject: Sendable {
    /// As a config names it, options after a colon: `conv2`, `fc5:1000`.
    package let network: String
    package let config: JobConfig
    fileprivate let subject: BenchmarkSubject

    /// - Parameters:
    ///   - network: as above.
    ///   - method: one of the learning rules.
    ///   - batchSize: samples of a batch; nil for what the network is usually trained with.
    ///   - precision: one that this processor supports.
    ///   - measuresAngle: whether every step measures the angle.
    /// - Throws: ``ConfigError``.
    package init(
      network: String, method: String, batchSize: Int?, precision: Precision, measuresAngle: Bool
    ) throws {
      self.network = network
      subject = try BenchmarkSubject(network: network)
      config = subject.config(
        method: method, batchSize: batchSize, precision: precision, measuresAngle: measuresAngle)
    }

    fileprivate var dataset: Dataset { subject.dataset(samples: samples) }

    /// Whole batches: one that is left over would be counted as a full one.
    private var samples: Int {
      let size = config.learner.batchSize
      return size * max(2, (256 + size - 1) / size)
    }

    /// The products of one step, and what would compute them; nothing is computed.
    package func products(threads: Int) throws -> [Product] {
      let set = subject.trainingSet(samples: samples)
      let spec = try config.network.spec(pictures: set.shape, classes: set.classes)
      let learner = try Learner(
        config.learner, network: spec, seed: 1, on: Device(planning: MemoryPlan(), threads: threads))
      return try learner.products(batchSize: config.learner.batchSize)
    }

    /// What such a run needs.
    package func memoryNeed(threads: Int) throws -> MemoryNeed {
      try MemoryNeed(config, subject.trainingSet(samples: samples), threads: threads)
    }
  }

  /// - Parameter threads: cores to use.
  /// - Throws: ``ComputeError``.
  package init(_ subject: Subject, threads: Int) throws {
    config = subject.config
    memoryNeed = try subject.memoryNeed(threads: threads)
    trainer = try Trainer(config, dataset: subject.dataset, seed: 1, threads: threads)
  }

  package var batchSize: Int { config.learner.batchSize }

  /// Steps that were trained so far, those that do not count included.
  package var steps: Int { trainer.learner.step }

  /// The products of one step.
  package var products: [Product] { get throws { try trainer.learner.products(batchSize: batchSize) } }

  /// Bytes that the optimizers read and write in a step.
  package var optimizerBytes: Int { trainer.learner.optimizerBytes }

  /// Trains block after block, after a few steps that do not count.
  ///
  /// - Parameters:
  ///   - seconds: length of a block, at least; and at least one step.
  ///   - sink: where the points go.
  ///   - beforeBlock: called before each block, by which several runs begin theirs at the same time.
  package func run(
    blocks: Int, seconds: Double, as run: Int64, into sink: any MetricSink, beforeBlock: () -> Void = {}
  ) throws -> [Block] {
    var recorder = try RunRecorder(run: run, sink: sink, every: 1, learner: trainer.learner)
    for _ in 0..<5 { try step(&recorder) }
    return try (0..<blocks).map { _ in
      beforeBlock()
      let clock = ContinuousClock()
      let start = clock.now
      trainer.learner.clock.reset()
      var steps = 0
      repeat {
        try step(&recorder)
        steps += 1
      } while clock.now - start < .seconds(seconds)
      let elapsed = (clock.now - start) / .seconds(1)
      return Block(
        samplesPerSecond: Double(steps * batchSize) / elapsed,
        phases: Dictionary(
          uniqueKeysWithValues: Phase.allCases.map { ($0, trainer.learner.clock[$0] / Double(steps)) }))
    }
  }

  /// What a run does at the end of an epoch: measures the test set and writes a checkpoint.
  ///
  /// - Parameter folder: where the checkpoint goes.
  package func endEpoch(in folder: CheckpointFolder, sink: any MetricSink) throws {
    _ = try trainer.evaluate { false }
    _ = try trainer.save(to: folder, after: sink)
  }

  /// Ends the making of batches. To be called at the end.
  package func stop() { trainer.stop() }

  private func step(_ recorder: inout RunRecorder) throws {
    guard let result = try trainer.trainOneBatch() else { return }
    recorder.record(result, step: trainer.learner.step, isLast: false)
    trainer.learner.clock.lap(.metrics)
  }
}
