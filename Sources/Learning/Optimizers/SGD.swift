import Compute

/// Stochastic gradient descent as PyTorch does it, in one pass over each parameter.
///
///     g ← ∂ + λ p                coupled decay (Paper, eqs. 6 and 8: decoupled. Here: coupled unless asked
///     v ← μ v + g                otherwise, as in the author's code.)  v starts at 0, so the first v is g
///     p ← p − η (g + μ v)        Nesterov;  p − η v without
///
/// With decoupled decay, p on the right-hand side of the last line is (1 − λ) p, and g is ∂ alone.
package final class SGD: Optimizer {
  private let parameters: [Parameter]
  /// v of each parameter, in the parameter's physical order; none without momentum.
  private let velocities: [Tensor]
  private let config: OptimizerConfig
  private let threads: Int
  /// η of the step under way.
  private var rate: Float = 0
  private lazy var passes = parameters.indices.map(pass)

  package init(_ config: OptimizerConfig, parameters: [Parameter], on device: Device) throws {
    self.config = config
    self.parameters = parameters
    threads = device.threads
    velocities =
      config.momentum == 0 ? [] : try parameters.map { try Tensor($0.value.layout, on: device) }
  }

  /// p and ∂ are read and p is written; so is v, if there is one.
  package var bytesPerStep: Int { parameters.bytes(arrays: velocities.isEmpty ? 3 : 5) }

  package var state: [NamedTensor] {
    zip(parameters, velocities).map { $0.optimizerState("velocity", $1) }
  }

  package func step(learningRate: Double, iteration: Int) {
    rate = Float(learningRate)
    for pass in passes { pass.run() }
  }

  /// The pass over one parameter.
  private func pass(_ index: Int) -> ParameterPass {
    let momentum = Float(config.momentum)
    let (keep, pull) = config.decayFactors
    let value = parameters[index].value.elements
    let gradient = parameters[index].gradient.elements.baseAddress!
    let velocity = velocities.isEmpty ? nil : velocities[index].elements.baseAddress!
    let nesterov = config.nesterov
    return ParameterPass(over: parameters[index], threads: threads) { [unowned self] range in
      let (rate, value) = (rate, value.baseAddress!)
      guard let velocity else {
        for i in range { value[i] = keep * value[i] - rate * (gradient[i] + pull * value[i]) }
        return
      }
      if nesterov {
        for i in range {
          let g = gradient[i] + pull * value[i]
          let v = momentum * velocity[i] + g
          velocity[i] = v
          value[i] = keep * value[i] - rate * (g + momentum * v)
        }
      } else {
        for i in range {
          let v = momentum * velocity[i] + (gradient[i] + pull * value[i])
          velocity[i] = v
          value[i] = keep * value[i] - rate * v
        }
      }
    }
  }
}
