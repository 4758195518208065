/// What moves tensors against their gradients, and remembers what it needs by their names.
package protocol ReferenceOptimizer: Sendable {
  var learningRate: Double { get set }

  /// The tensors after one step. A tensor without a gradient is not touched, not even by the decay; `gradients` may
  /// name more than `tensors` holds, the others are someone else's.
  mutating func step(_ tensors: [String: [Double]], _ gradients: [String: [Double]]) -> [String: [Double]]
}

/// What the weight decay lambda is added to.
package enum ReferenceDecay: String, Sendable, CaseIterable {
  /// g = gradient + lambda p: PyTorch's `weight_decay`. The learning rate, the momentum and Adam's quotient apply.
  case coupled
  /// p = (1 - lambda) p - step(gradient): the paper's equations 6, 8 and 9. The learning rate does not apply.
  case decoupled

  /// The gradient that the step is made of.
  func gradient(_ gradient: [Double], of values: [Double], _ lambda: Double) -> [Double] {
    values.indices.map { gradient[$0] + (self == .coupled ? lambda * values[$0] : 0) }
  }

  /// The values that the step is taken from.
  func start(_ values: [Double], _ lambda: Double) -> [Double] {
    values.map { self == .decoupled ? (1 - lambda) * $0 : $0 }
  }
}
