import Formats
import Learning

extension FeedbackConfig {
  /// Declares the keys of `feedback`.
  ///
  /// - Parameter network: decides where the signal is injected unless the config says so.
  static func read(_ config: ConfigReader, network: NetworkConfig) -> FeedbackConfig {
    FeedbackConfig(
      optimizer: .read(
        config, learningRate: FeedbackConfig().optimizer.learningRate, "how learned feedback moves"),
      schedule: .read(config, "how the feedback's learning rate changes"),
      initializer: .read(config),
      injection: config.choice(
        "injection", standard: network.architecture.usual.injection, "where a block receives its signal"),
      errorScale: config.choice(
        "error_scale", standard: .batch_mean, "what hidden blocks receive of the error"),
      nonzeros: config.optionalInteger(
        "nonzeros", in: 1...256, "entries of direct feedback for each unit; all classes if left out"),
      points: config.optionalWords(
        "points", count: 1...64,
        "blocks that receive feedback, the others by backpropagation; all if left out"
      ))
  }
}

extension Initializer {
  private enum Name: String, CaseIterable {
    case kaiming_uniform, kaiming_normal, xavier_uniform, lecun_normal, uniform, launay_normal, zeros
    case copy_of_weights
  }

  /// Declares the key `init`.
  fileprivate static func read(_ config: ConfigReader) -> Initializer {
    config.named("init", standard: Name.kaiming_uniform, "how the matrices begin") { name, options in
      switch name {
      case .kaiming_uniform: return .kaimingUniform(a: slope(options))
      case .kaiming_normal: return .kaimingNormal(a: slope(options))
      case .xavier_uniform: return .xavierUniform
      case .lecun_normal: return .lecunNormal
      case .uniform:
        let low = options.number("low", standard: -0.1, in: -1000...1000, "smallest value")
        let high = options.number("high", standard: 0.1, in: -1000...1000, "largest value")
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
