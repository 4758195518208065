/// y = gamma (x - mean) / sqrt(var + eps) + beta, per feature over the batch; behind a convolution per channel over
/// the batch and all positions of the picture.
///
/// Training normalises by the batch's mean and biased variance; the running statistics move by `momentum` towards
/// the batch's mean and *unbiased* variance, and are what evaluation normalises by.
///
/// - Source: Ioffe, Szegedy, arXiv:1502.03167, algorithm 1; eps, momentum and the two variances as in PyTorch's
///   BatchNorm1d and BatchNorm2d.
package struct ReferenceBatchNorm: ReferenceLayer {
  package let features: Int
  /// H W: how many numbers of one sample share a feature.
  package let positions: Int
  package let epsilon = 1e-5
  package let momentum = 0.1
  package var parameters: [String: [Double]]
  package var statistics: [String: [Double]]
  private var normalised: [Double] = []
  private var deviations: [Double] = []

  /// gamma and the running variance start at one, beta and the running mean at zero.
  package init(features: Int, positions: Int = 1) {
    self.features = features
    self.positions = positions
    let zeros = [Double](repeating: 0, count: features)
    let ones = [Double](repeating: 1, count: features)
    parameters = ["norm.weight": ones, "norm.bias": zeros]
    statistics = ["norm.running_mean": zeros, "norm.running_var": ones]
  }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    precondition(
      x.count == samples * features * positions,
      "\(samples) x \(features) x \(positions) inputs expected, got \(x.count)")
    let count = samples * positions
    precondition(!training || count > 1, "the variance of a batch needs two numbers, got \(count)")
    var means = statistics["norm.running_mean"]!
    var variances = statistics["norm.running_var"]!
    if training {
      (means, variances) = moments(x)
      for feature in 0..<features {
        let unbiased = variances[feature] * Double(count) / Double(count - 1)
        statistics["norm.running_mean"]![feature] +=
          momentum * (means[feature] - statistics["norm.running_mean"]![feature])
        statistics["norm.running_var"]![feature] +=
          momentum * (unbiased - statistics["norm.running_var"]![feature])
      }
    }
    let deviations = variances.map { ($0 + epsilon).squareRoot() }
    let normalised = x.indices.map { (x[$0] - means[feature(of: $0)]) / deviations[feature(of: $0)] }
    if training { (self.normalised, self.deviations) = (normalised, deviations) }
    let (gamma, beta) = (parameters["norm.weight"]!, parameters["norm.bias"]!)
    return x.indices.map { gamma[feature(of: $0)] * normalised[$0] + beta[feature(of: $0)] }
  }

  /// The feature that the number at this place belongs to.
  private func feature(of index: Int) -> Int { index / positions % features }

  /// The mean and the biased variance of each feature.
  private func moments(_ x: [Double]) -> (means: [Double], variances: [Double]) {
    let count = Double(x.count / features)
    var sums = [Double](repeating: 0, count: features)
    for index in x.indices { sums[feature(of: index)] += x[index] }
    let means = sums.map { $0 / count }
    var squares = [Double](repeating: 0, count: features)
    for index in x.indices {
      let centred = x[index] - means[feature(of: index)]
      squares[feature(of: index)] += centred * centred
    }
    return (means, squares.map { $0 / count })
  }

  package func parameterGradients(_ signal: [Double]) -> [String: [Double]] {
    var gamma = [Double](repeating: 0, count: features)
    var beta = gamma
    for index in signal.indices {
      gamma[feature(of: index)] += signal[index] * normalised[index]
      beta[feature(of: index)] += signal[index]
    }
    return ["norm.weight": gamma, "norm.bias": beta]
  }

  /// gamma / sqrt(var + eps) * (signal - mean(signal) - normalised * mean(signal * normalised)): the batch's mean
  /// and variance depend on x too, which is what the two subtracted terms are.
  package func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double] {
    let sums = parameterGradients(signal)
    let count = Double(signal.count / features)
    var gradient = signal
    for index in signal.indices {
      let feature = feature(of: index)
      let inner =
        signal[index] - sums["norm.bias"]![feature] / count
        - normalised[index] * sums["norm.weight"]![feature] / count
      gradient[index] = parameters["norm.weight"]![feature] / deviations[feature] * inner
    }
    return gradient
  }
}
