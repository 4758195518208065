/// y = gamma (x - mean) / sqrt(var + eps) + beta, per feature over the batch.
///
/// Training normalises by the batch's mean and biased variance; the running statistics move by `momentum` towards
/// the batch's mean and *unbiased* variance, and are what evaluation normalises by.
///
/// - Source: Ioffe, Szegedy, arXiv:1502.03167, algorithm 1; eps, momentum and the two variances as in PyTorch's
///   BatchNorm1d.
package struct ReferenceBatchNorm: ReferenceLayer {
  package let features: Int
  package let epsilon = 1e-5
  package let momentum = 0.1
  package var parameters: [String: [Double]]
  package var statistics: [String: [Double]]
  private var normalised: [Double] = []
  private var deviations: [Double] = []

  /// gamma and the running variance start at one, beta and the running mean at zero.
  package init(features: Int) {
    self.features = features
    let zeros = [Double](repeating: 0, count: features)
    let ones = [Double](repeating: 1, count: features)
    parameters = ["norm.weight": ones, "norm.bias": zeros]
    statistics = ["norm.running_mean": zeros, "norm.running_var": ones]
  }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    precondition(x.count == samples * features, "\(samples) x \(features) inputs expected, got \(x.count)")
    precondition(!training || samples > 1, "the variance of a batch needs two samples, got \(samples)")
    let gamma = parameters["norm.weight"]!
    let beta = parameters["norm.bias"]!
    var normalised = x
    var deviations = [Double](repeating: 0, count: features)
    var y = x
    for feature in 0..<features {
      var mean = statistics["norm.running_mean"]![feature]
      var variance = statistics["norm.running_var"]![feature]
      if training {
        (mean, variance) = Self.moments(x, of: feature, features: features, samples: samples)
        let unbiased = variance * Double(samples) / Double(samples - 1)
        statistics["norm.running_mean"]![feature] +=
          momentum * (mean - statistics["norm.running_mean"]![feature])
        statistics["norm.running_var"]![feature] +=
          momentum * (unbiased - statistics["norm.running_var"]![feature])
      }
      deviations[feature] = (variance + epsilon).squareRoot()
      for sample in 0..<samples {
        let index = sample * features + feature
        normalised[index] = (x[index] - mean) / deviations[feature]
        y[index] = gamma[feature] * normalised[index] + beta[feature]
      }
    }
    if training { (self.normalised, self.deviations) = (normalised, deviations) }
    return y
  }

  /// The mean and the biased variance of one feature over the batch.
  private static func moments(
    _ x: [Double], of feature: Int, features: Int, samples: Int
  ) -> (mean: Double, variance: Double) {
    var sum = 0.0
    for sample in 0..<samples { sum += x[sample * features + feature] }
    let mean = sum / Double(samples)
    var squares = 0.0
    for sample in 0..<samples {
      let centred = x[sample * features + feature] - mean
      squares += centred * centred
    }
    return (mean, squares / Double(samples))
  }

  package func parameterGradients(_ signal: [Double]) -> [String: [Double]] {
    var gamma = [Double](repeating: 0, count: features)
    var beta = gamma
    for index in signal.indices {
      gamma[index % features] += signal[index] * normalised[index]
      beta[index % features] += signal[index]
    }
    return ["norm.weight": gamma, "norm.bias": beta]
  }

  /// gamma / sqrt(var + eps) * (signal - mean(signal) - normalised * mean(signal * normalised)): the batch's mean
  /// and variance depend on x too, which is what the two subtracted terms are.
  package func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double] {
    let sums = parameterGradients(signal)
    let samples = Double(signal.count / features)
    var gradient = signal
    for index in signal.indices {
      let feature = index % features
      let inner =
        signal[index] - sums["norm.bias"]![feature] / samples
        - normalised[index] * sums["norm.weight"]![feature] / samples
      gradient[index] = parameters["norm.weight"]![feature] / deviations[feature] * inner
    }
    return gradient
  }
}
