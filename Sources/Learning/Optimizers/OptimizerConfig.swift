import Formats
import Glibc

/// An optimizer's settings: what a config's `optimizer` says is what the update reads.
package struct OptimizerConfig: Sendable, Equatable {
  package enum Name: String, Sendable, ConfigChoice {
    /// Stochastic gradient descent, with momentum where it is not 0.
    case sgd
    /// Kingma and Ba's adaptive moments.
    case adam

    package var summary: String {
      switch self {
      case .sgd: "stochastic gradient descent, with momentum where it is not 0"
      case .adam: "adaptive moments: each parameter's step is scaled by the size of its recent gradients"
      }
    }
  }

  /// How the decay λ acts.
  package enum Decay: String, Sendable, ConfigChoice {
    /// g ← g + λ p: through the gradient, as PyTorch and the paper's code have it.
    case coupled
    /// p ← (1 − λ) p beside the step: the paper's equations 6, 8 and 9. λ is *not* multiplied by the learning rate.
    case decoupled

    package var summary: String {
      switch self {
      case .coupled: "λw is added to the gradient, as PyTorch and the paper's code have it"
      case .decoupled: "w becomes (1 − λ)w beside the step, as in the paper's equations"
      }
    }
  }

  package var name: Name
  /// Step length, at least 0.
  package var learningRate: Double
  /// 0..<1; of SGD.
  package var momentum: Double
  /// Of SGD.
  package var nesterov: Bool
  /// λ, at least 0.
  package var weightDecay: Double
  package var decay: Decay
  /// β₁ of Adam, 0..<1.
  package var beta1: Double
  /// β₂ of Adam, 0..<1.
  package var beta2: Double
  /// ε of Adam, above 0.
  package var epsilon: Double

  package init(
    name: Name = .sgd, learningRate: Double = 0.01, momentum: Double = 0.9, nesterov: Bool = true,
    weightDecay: Double = 1e-6, decay: Decay = .coupled, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    self.name = name
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
    self.decay = decay
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// The factor on the parameter and the share of it in the gradient: (1, λ) coupled, (1 − λ, 0) decoupled.
  var decayFactors: (keep: Float, pull: Float) {
    switch decay {
    case .coupled: (1, Float(weightDecay))
    case .decoupled: (Float(1 - weightDecay), 0)
    }
  }
}

/// How a learning rate changes from epoch to epoch.
package enum ScheduleConfig: Sendable, Equatable {
  case constant
  /// rate · γ^epoch, γ in (0, 1].
  case exponential(gamma: Double)
  /// rate · γ^⌊epoch / every⌋, γ in (0, 1], every at least 1.
  case step(every: Int, gamma: Double)

  /// - Parameter epoch: epochs finished, 0 during the first.
  package func rate(_ base: Double, epoch: Int) -> Double {
    switch self {
    case .constant: base
    case .exponential(let gamma): base * pow(gamma, Double(epoch))
    case .step(let every, let gamma): base * pow(gamma, Double(epoch / every))
    }
  }
}
