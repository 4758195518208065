import Formats
import Learning

extension FeedbackConfig {
  /// Declares the keys of `feedback`.
  ///
  /// - Parameter network: decides where the signal is injected unless the config says so.
  static func read(_ config: ConfigReader, network: NetworkConfig) -> FeedbackConfig {
    FeedbackConfig(
      optimizer: .read(
        config, learningRate: FeedbackConfig().optimizer.learningRate,
        "how feedback matrices that learn move along their gradients"),
      schedule: .read(config, "how the feedback's learning rate changes from epoch to epoch"),
      initializer: .read(config),
      injection: config.choice(
        "injection", standard: network.architecture.usual.injection,
        "where in a block its learning signal comes in; the usual one of the network if left out"),
      errorScale: config.choice(
        "error_scale", standard: .batch_mean, "how large the error is that hidden blocks receive"),
      nonzeros: config.optionalInteger(
        "nonzeros", in: 1...256, "entries of direct feedback for each unit; all classes if left out"),
      points: config.optionalWords(
        "points", count: 1...64,
        "blocks that receive feedback, the others by backpropagation; all if left out"
      ))
  }
}

extension Initializer {
  private enum Name: String, ConfigChoice {
    case kaiming_uniform, kaiming_normal, xavier_uniform, lecun_normal, uniform, launay_normal, zeros
    case copy_of_weights

    var summary: String {
      switch self {
      case .kaiming_uniform: "uniform in ±√(6 / ((1 + a²) fan-in)), PyTorch's kaiming_uniform_"
      case .kaiming_normal: "normal of variance 2 / ((1 + a²) fan-in)"
      case .xavier_uniform: "uniform in ±√(6 / (fan-in + fan-out))"
      case .lecun_normal: "normal of variance 1 / fan-in"
      case .uniform: "uniform between two numbers of yours"
      case .launay_normal: "normal, scaled as in Launay et al."
      case .zeros: "all zero: hidden layers learn nothing until the feedback has learnt"
      case .copy_of_weights: "the weights as they were drawn, for fa and kp"
      }
    }
  }

  /// Declares the key `init`.
  fileprivate static func read(_ config: ConfigReader) -> Initializer {
    config.named(
      "init", standard: Name.kaiming_uniform, "what the feedback matrices are filled with at the start"
    ) { name, options in
      switch name {
      case .kaiming_uniform: return .kaimingUniform(a: slope(options))
      case .kaiming_normal: return .kaimingNormal(a: slope(options))
      case .xavier_uniform: return .xavierUniform
      case .lecun_normal: return .lecunNormal
      case .uniform:
        let low = options.number("low", standard: -0.1, in: -1000...1000, "the smallest value that is drawn")
        let high = options.number("high", standard: 0.1, in: -1000...1000, "the largest value that is drawn")
        if high < low {
          options.report(
            "high", "is below \"low\"", expected: "a number of at least \(low)", found: "\(high)")
        }
        return .uniform(low: low, high: high)
      case .launay_normal: return .launayNormal
      case .zeros: return .zeros
      case .copy_of_weights: return .copyOfWeights
      }
    }
  }

  private static func slope(_ options: ConfigReader) -> Double {
    options.number("a", standard: 0, in: 0...10, "slope of the leaky ReLU that the variance is made for")
  }
}
