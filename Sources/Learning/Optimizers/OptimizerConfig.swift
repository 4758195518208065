/// An optimizer's settings: what a config's `optimizer` says is what the update reads.
package struct OptimizerConfig: Sendable, Equatable {
  package enum Name: String, Sendable, CaseIterable {
    /// Stochastic gradient descent, with momentum where it is not 0.
    case sgd
  }

  package var name: Name
  /// Step length, at least 0.
  package var learningRate: Double
  /// 0..<1.
  package var momentum: Double
  package var nesterov: Bool
  /// λ of the coupled decay: λ·w is added to the gradient, at least 0.
  package var weightDecay: Double

  package init(
    name: Name = .sgd, learningRate: Double = 0.01, momentum: Double = 0.9, nesterov: Bool = true,
    weightDecay: Double = 1e-6
  ) {
    self.name = name
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }
}
