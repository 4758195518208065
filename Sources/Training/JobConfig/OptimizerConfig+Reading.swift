import Formats
import Learning

extension OptimizerConfig {
  /// Declares the key `optimizer`.
  ///
  /// - Parameter learningRate: what a missing one stands for.
  static func read(_ config: ConfigReader, learningRate: Double, _ summary: String) -> OptimizerConfig {
    let usual = OptimizerConfig()
    return config.named("optimizer", standard: usual.name, summary) { name, options in
      var optimizer = OptimizerConfig(
        name: name,
        learningRate: options.number(
          "learning_rate", standard: learningRate, in: 0...1000, "length of a step"),
        weightDecay: options.number(
          "weight_decay", standard: usual.weightDecay, in: 0...1, "decay λ of every parameter"),
        decay: options.choice(
          "decay", standard: usual.decay,
          "coupled: λw is added to the gradient; decoupled: w becomes (1 − λ)w beside the step"))
      switch optimizer.name {
      case .sgd: optimizer.readMomentum(options)
      case .adam: optimizer.readMoments(options)
      }
      return optimizer
    }
  }

  private mutating func readMomentum(_ options: ConfigReader) {
    momentum = options.number(
      "momentum", standard: OptimizerConfig().momentum, in: 0...0.9999, "share of the last step that goes on")
    nesterov = options.flag("nesterov", standard: momentum > 0, "look ahead along the momentum")
    if nesterov && momentum == 0 {
      options.report(
        "nesterov", "Nesterov's step needs a momentum above 0", expected: "false, or a momentum above 0",
        found: "true")
    }
  }

  private mutating func readMoments(_ options: ConfigReader) {
    (momentum, nesterov) = (0, false)
    beta1 = options.number("beta1", standard: beta1, in: 0...0.99999, "decay of the mean of the gradients")
    beta2 = options.number("beta2", standard: beta2, in: 0...0.9999999, "decay of the mean of their squares")
    epsilon = options.number(
      "epsilon", standard: epsilon, in: 0...1, over: true, "added to the root of the mean square")
  }
}

extension ScheduleConfig {
  private enum Name: String, CaseIterable {
    case constant, exponential, step
  }

  /// Declares the key `schedule`.
  static func read(_ config: ConfigReader, _ summary: String) -> ScheduleConfig {
    config.named("schedule", standard: Name.constant, summary) { name, options in
      switch name {
      case .constant:
        return .constant
      case .exponential:
        return .exponential(
          gamma: options.number("gamma", standard: 0.85, in: 0...1, over: true, "factor after every epoch"))
      case .step:
        return .step(
          every: options.integer("every", standard: 30, in: 1...100_000, "epochs between two factors"),
          gamma: options.number("gamma", standard: 0.1, in: 0...1, over: true, "factor"))
      }
    }
  }
}
