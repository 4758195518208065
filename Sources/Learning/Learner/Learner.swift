import Compute

/// One network with the rule, the feedback and the optimizers that train it: a run's whole numerical state.
///
/// A learner belongs to the thread that made it.
package final class Learner {
  package let config: LearnerConfig
  package let network: Network
  package let feedback: Feedback
  private let rule: any LearningRule.Type
  let optimizer: any Optimizer
  let feedbackOptimizer: any Optimizer
  private var steps: [Int: TrainingPass] = [:]
  /// Iterations finished.
  package private(set) var step = 0
  /// Epochs finished: the learning rates follow it.
  package private(set) var epoch = 0

  /// What one training step gave, all of it measured with the parameters before the step.
  package struct StepResult: Sendable, Equatable {
    /// Mean over the batch, nats.
    package var loss: Double
    /// Fraction of the batch, 0 to 1.
    package var accuracy: Double
    /// Alignment angle of each hidden block, degrees, first to last; empty where none is measured.
    package var angles: [Double]
  }

  /// What all work on batches of one size needs; made when a batch of that size first comes.
  private struct TrainingPass {
    let pass: NetworkPass
    let plan: BackwardPlan
    let angles: [AlignmentAngle]
  }

  /// - Parameters:
  ///   - spec: the network's structure.
  ///   - seed: of this run; weights and feedback draw from streams of their own.
  /// - Precondition: `config.method` is one of ``LearningRules/names``.
  /// - Throws: ``ComputeError``.
  package init(
    _ config: LearnerConfig, network spec: NetworkSpec, seed: UInt64, on device: Device
  ) throws {
    guard let rule = LearningRules.named(config.method) else {
      preconditionFailure("no learning rule \(config.method); a validated config names one that exists")
    }
    self.config = config
    self.rule = rule
    network = try Network(spec, batchSize: config.batchSize, seed: seed, on: device)
    let pass = try network.pass(batchSize: config.batchSize, mode: .training)
    feedback = try Feedback(rule.feedback, config: config.feedback, pass: pass, seed: seed)
    optimizer = try config.optimizer.make(for: network.parameters, on: device)
    feedbackOptimizer = try config.feedback.optimizer.make(for: feedback.learned, on: device)
  }

  /// The blocks whose angle a step measures, first to last.
  package var angleLayers: [String] {
    guard config.measuresAngle, !feedback.direct.isEmpty else { return [] }
    return network.spec.hidden.map(\.name)
  }

  package var learningRate: Double { config.optimizer.learningRate }

  /// nil where no feedback learns.
  package var feedbackLearningRate: Double? {
    feedback.learned.isEmpty
      ? nil
      : config.feedback.schedule.rate(config.feedback.optimizer.learningRate, epoch: epoch)
  }

  /// Trains on one batch.
  ///
  /// - Parameters:
  ///   - pixels: (N, C·H·W) row-major, normalised.
  ///   - labels: N classes.
  /// - Throws: ``ComputeError``.
  package func step(pixels: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>) throws
    -> StepResult
  {
    let result = try gradients(pixels: pixels, labels: labels)
    step += 1
    optimizer.step(learningRate: learningRate, iteration: step)
    if let rate = feedbackLearningRate { feedbackOptimizer.step(learningRate: rate, iteration: step) }
    return result
  }

  /// Everything of a step but the update: afterwards each parameter's `gradient` is that of this batch.
  package func gradients(
    pixels: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>
  ) throws -> StepResult {
    let training = try trainingPass(batchSize: labels.count)
    let pass = training.pass
    pass.load(pixels: pixels, labels: labels)
    try pass.forward()
    let loss = SoftmaxCrossEntropy.evaluate(
      logits: pass.logits, labels: pass.labels, error: pass.outputError)
    let angles = try training.angles.map { AlignmentAngle.degrees(ofCosine: try $0.meanCosine()) }
    try training.plan.run()
    return StepResult(
      loss: loss.loss, accuracy: Double(loss.correct) / Double(pass.batchSize), angles: angles)
  }

  /// Loss and correct answers on one batch with the running statistics; changes nothing.
  package func evaluate(
    pixels: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>
  ) throws -> SoftmaxCrossEntropy.Result {
    let pass = try network.pass(batchSize: labels.count, mode: .evaluation)
    pass.load(pixels: pixels, labels: labels)
    try pass.forward()
    return SoftmaxCrossEntropy.evaluate(logits: pass.logits, labels: pass.labels, error: nil)
  }

  /// Takes up the counters of a run that is continued, once its ``state`` has been assigned.
  package func resume(step: Int, epoch: Int) {
    self.step = step
    self.epoch = epoch
  }

  /// Ends an epoch: schedules move on.
  package func finishEpoch() { epoch += 1 }

  private func trainingPass(batchSize: Int) throws -> TrainingPass {
    if let known = steps[batchSize] { return known }
    let pass = try network.pass(batchSize: batchSize, mode: .training)
    let made = TrainingPass(
      pass: pass, plan: try rule.backward(over: pass, feedback: feedback),
      angles: try angleLayers.isEmpty
        ? []
        : zip(pass.hidden, feedback.direct).map { try AlignmentAngle(of: $1, at: $0, in: pass) })
    steps[batchSize] = made
    return made
  }
}
