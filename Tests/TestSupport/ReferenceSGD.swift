/// Stochastic gradient descent with momentum and weight decay, with coupled decay exactly as PyTorch's
/// `torch.optim.SGD`:
///
///     g = gradient + weightDecay * p
///     v = momentum * v + g              (v = g in the first step)
///     p -= learningRate * (nesterov ? g + momentum * v : v)
package struct ReferenceSGD: ReferenceOptimizer {
  package var learningRate: Double
  package let momentum: Double
  package let nesterov: Bool
  package let weightDecay: Double
  package let decay: ReferenceDecay
  private var velocities: [String: [Double]] = [:]

  package init(
    learningRate: Double, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0,
    decay: ReferenceDecay = .coupled
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
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
      let v = velocities[name].map { old in g.indices.map { momentum * old[$0] + g[$0] } } ?? g
      velocities[name] = v
      let start = decay.start(values, weightDecay)
      moved[name] = values.indices.map {
        start[$0] - learningRate * (nesterov ? g[$0] + momentum * v[$0] : v[$0])
      }
    }
    return moved
  }
}
