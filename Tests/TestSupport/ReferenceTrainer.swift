/// A network under one method with its two optimizers: what a run of the engine is compared with, step by step.
package struct ReferenceTrainer: Sendable {
  package var network: ReferenceNetwork
  package let method: ReferenceMethod
  package let errorScale: ReferenceNetwork.ErrorScale
  /// Moves the forward weights.
  package var optimizer: any ReferenceOptimizer
  /// Moves the feedback matrices of KP and DKP.
  package var feedbackOptimizer: any ReferenceOptimizer
  package let schedule: ReferenceSchedule
  package let feedbackSchedule: ReferenceSchedule
  /// Epochs finished.
  package private(set) var epoch = 0
  private let learningRate: Double
  private let feedbackLearningRate: Double

  package init(
    _ network: ReferenceNetwork, method: ReferenceMethod, optimizer: any ReferenceOptimizer,
    feedbackOptimizer: any ReferenceOptimizer, schedule: ReferenceSchedule = .constant,
    feedbackSchedule: ReferenceSchedule = .constant, errorScale: ReferenceNetwork.ErrorScale = .batchMean
  ) {
    self.network = network
    self.method = method
    self.errorScale = errorScale
    self.optimizer = optimizer
    self.feedbackOptimizer = feedbackOptimizer
    self.schedule = schedule
    self.feedbackSchedule = feedbackSchedule
    learningRate = optimizer.learningRate
    feedbackLearningRate = feedbackOptimizer.learningRate
  }

  /// The same with an exponential schedule on the feedback learning rate.
  package init(
    _ network: ReferenceNetwork, method: ReferenceMethod, optimizer: any ReferenceOptimizer,
    feedbackOptimizer: any ReferenceOptimizer, feedbackGamma: Double,
    errorScale: ReferenceNetwork.ErrorScale = .batchMean
  ) {
    self.init(
      network, method: method, optimizer: optimizer, feedbackOptimizer: feedbackOptimizer,
      feedbackSchedule: .exponential(gamma: feedbackGamma), errorScale: errorScale)
  }

  /// One iteration: every signal, gradient and angle from the values before the step, then both optimizers.
  ///
  /// - Parameter masks: this step's dropout masks by block name; those that are not named stay as they were.
  package mutating func step(
    x: [Double], labels: [Int], masks: [String: [Double]] = [:]
  ) -> ReferencePass {
    network.masks = masks
    let pass = network.pass(method, x: x, labels: labels, errorScale: errorScale)
    network.set(optimizer.step(network.parameters, pass.gradients))
    network.set(feedbackOptimizer.step(network.feedbackTensors, pass.gradients))
    return pass
  }

  /// Sets both learning rates to what their schedules say for the next epoch.
  package mutating func endEpoch() {
    epoch += 1
    optimizer.learningRate = learningRate * schedule.multiplier(epoch: epoch)
    feedbackOptimizer.learningRate = feedbackLearningRate * feedbackSchedule.multiplier(epoch: epoch)
  }
}
