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
          "learning_rate", standard: learningRate, in: 0...1000,
          "by what gradients are multiplied to make a step"),
        weightDecay: options.number(
          "weight_decay", standard: usual.weightDecay, in: 0...1,
          "decay λ of every parameter towards 0; 0 for none"),
        decay: options.choice(
          "decay", standard: usual.decay,
          "whether the decay goes through the gradient or beside it"))
      switch optimizer.name {
      case .sgd: optimizer.readMomentum(options)
      case .adam: optimizer.readMoments(options)
      }
      return optimizer
    }
  }

  private mutating func readMomentum(_ options: ConfigReader) {
    momentum = options.number(
      "momentum", standard: OptimizerConfig().momentum, in: 0...0.9999,
      "share of the last step that goes on in this one; 0 for none")
    nesterov = options.flag(
      "nesterov", standard: momentum > 0, "whether the step looks ahead along the momentum, as Nesterov's")
    if nesterov && momentum == 0 {
      options.report(
        "nesterov", "Nesterov's step needs a momentum above 0", expected: "false, or a momentum above 0",
        found: "true")
    }
  }

  private mutating func readMoments(_ options: ConfigReader) {
    (momentum, nesterov) = (0, false)
    beta1 = options.number(
      "beta1", standard: beta1, in: 0...0.99999,
      "how much of the running mean of the gradients stays from step to step")
    beta2 = options.number(
      "beta2", standard: beta2, in: 0...0.9999999,
      "how much of the running mean of their squares stays from step to step")
    epsilon = options.number(
      "epsilon", standard: epsilon, in: 0...1, over: true,
      "added to the root of the mean square, so that nothing is divided by 0")
  }
}

extension ScheduleConfig {
  private enum Name: String, ConfigChoice {
    case constant, exponential, step

    var summary: String {
      switch self {
      case .constant: "the same rate throughout"
      case .exponential: "the rate is multiplied by gamma after every epoch"
      case .step: "the rate is multiplied by gamma once every so many epochs"
      }
    }
  }

  /// Declares the key `schedule`.
  static func read(_ config: ConfigReader, _ summary: String) -> ScheduleConfig {
    config.named("schedule", standard: Name.constant, summary) { name, options in
      switch name {
      case .constant:
        return .constant
      case .exponential:
        return .exponential(
          gamma: options.number(
            "gamma", standard: 0.85, in: 0...1, over: true, "by what the rate is multiplied after every epoch"
          ))
      case .step:
        return .step(
          every: options.integer(
            "every", standard: 30, in: 1...100_000, "epochs from one change of the rate to the next"),
          gamma: options.number(
            "gamma", standard: 0.1, in: 0...1, over: true, "by what the rate is multiplied at each change"))
      }
    }
  }
}
