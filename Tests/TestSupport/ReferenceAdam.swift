import Foundation

/// Adam, with coupled decay exactly as PyTorch's `torch.optim.Adam`:
///
///     g = gradient + weightDecay * p
///     m = beta1 * m + (1 - beta1) * g         m, v = 0 at first; t counts from 1
///     v = beta2 * v + (1 - beta2) * g²
///     p -= learningRate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
///
/// - Source: Kingma, Ba, arXiv:1412.6980, algorithm 1.
package struct ReferenceAdam: ReferenceOptimizer {
  package var learningRate: Double
  package let beta1: Double
  package let beta2: Double
  package let epsilon: Double
  package let weightDecay: Double
  package let decay: ReferenceDecay
  private var moments: [String: (first: [Double], second: [Double], steps: Int)] = [:]

  package init(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0, decay: ReferenceDecay = .coupled
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decay = decay
  }

  package mutating func step(
    _ tensors: [String: [Double]], _ gradients: [String: [Double]]
  ) -> [String: [Double]] {
    var moved = tensors
    for (name, values) in tensors {
      guard let gradient = gradients[name] else { continue }
      let g = decay.gradient(gradient, of: values, weightDecay)
      let zeros = [Double](repeating: 0, count: g.count)
      var (first, second, steps) = moments[name] ?? (zeros, zeros, 0)
      steps += 1
      for index in g.indices {
        first[index] = beta1 * first[index] + (1 - beta1) * g[index]
        second[index] = beta2 * second[index] + (1 - beta2) * g[index] * g[index]
      }
      moments[name] = (first, second, steps)
      let (unbias1, unbias2) = (1 - pow(beta1, Double(steps)), 1 - pow(beta2, Double(steps)))
      let start = decay.start(values, weightDecay)
      moved[name] = values.indices.map {
        start[$0] - learningRate * (first[$0] / unbias1) / ((second[$0] / unbias2).squareRoot() + epsilon)
      }
    }
    return moved
  }
}
