/// Stochastic gradient descent with momentum and coupled weight decay, exactly as PyTorch's `torch.optim.SGD`:
///
///     g = gradient + weightDecay * p
///     v = momentum * v + g              (v = g in the first step)
///     p -= learningRate * (nesterov ? g + momentum * v : v)
///
/// A tensor without a gradient is not touched, not even by the decay.
package struct ReferenceSGD: Sendable {
  package var learningRate: Double
  package let momentum: Double
  package let nesterov: Bool
  package let weightDecay: Double
  private var velocities: [String: [Double]] = [:]

  package init(learningRate: Double, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  /// The tensors after one step; `gradients` may name more than `tensors` holds, the others are someone else's.
  package mutating func step(
    _ tensors: [String: [Double]], _ gradients: [String: [Double]]
  ) -> [String: [Double]] {
    var moved = tensors
    for (name, values) in tensors {
      guard let gradient = gradients[name] else { continue }
      let g = values.indices.map { gradient[$0] + weightDecay * values[$0] }
      let v = velocities[name].map { old in g.indices.map { momentum * old[$0] + g[$0] } } ?? g
      velocities[name] = v
      moved[name] = values.indices.map {
        values[$0] - learningRate * (nesterov ? g[$0] + momentum * v[$0] : v[$0])
      }
    }
    return moved
  }
}
