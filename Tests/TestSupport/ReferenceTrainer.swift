/// A network under one method with its two optimizers: what a run of the engine is compared with, step by step.
package struct ReferenceTrainer: Sendable {
  package var network: ReferenceNetwork
  package let method: ReferenceMethod
  package let errorScale: ReferenceNetwork.ErrorScale
  /// Moves the forward weights.
  package var optimizer: ReferenceSGD
  /// Moves the feedback matrices of KP and DKP.
  package var feedbackOptimizer: ReferenceSGD
  /// What the feedback optimizer's learning rate is multiplied by at the end of an epoch.
  package let feedbackGamma: Double

  package init(
    _ network: ReferenceNetwork, method: ReferenceMethod, optimizer: ReferenceSGD,
    feedbackOptimizer: ReferenceSGD, feedbackGamma: Double = 1,
    errorScale: ReferenceNetwork.ErrorScale = .batchMean
  ) {
    self.network = network
    self.method = method
    self.errorScale = errorScale
    self.optimizer = optimizer
    self.feedbackOptimizer = feedbackOptimizer
    self.feedbackGamma = feedbackGamma
  }

  /// One iteration: every signal, gradient and angle from the values before the step, then both optimizers.
  package mutating func step(x: [Double], labels: [Int]) -> ReferencePass {
    let pass = network.pass(method, x: x, labels: labels, errorScale: errorScale)
    network.set(optimizer.step(network.parameters, pass.gradients))
    network.set(feedbackOptimizer.step(network.feedbackTensors, pass.gradients))
    return pass
  }

  /// The exponential schedule on the feedback learning rate.
  package mutating func endEpoch() { feedbackOptimizer.learningRate *= feedbackGamma }
}
