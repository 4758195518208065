import Compute
import Glibc

/// Adam as PyTorch does it, in one pass over each parameter.
///
///     g ← ∂ + λ p                                   coupled decay; decoupled: g = ∂, and p becomes (1 − λ) p
///     m ← β₁ m + (1 − β₁) g
///     v ← β₂ v + (1 − β₂) g²
///     p ← p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)      t counts steps from 1
///
/// - Source: Kingma and Ba, "Adam: a method for stochastic optimization", arXiv:1412.6980, algorithm 1.
package final class Adam: Optimizer {
  private let parameters: [Parameter]
  /// m and v of each parameter, in the parameter's physical order.
  private let moments: [(first: Tensor, second: Tensor)]
  private let config: OptimizerConfig
  private let threads: Int
  /// η / (1 − β₁ᵗ) and √(1 − β₂ᵗ) of the step under way.
  private var (rate, correction): (Float, Float) = (0, 1)
  private lazy var passes = parameters.indices.map(pass)

  package init(_ config: OptimizerConfig, parameters: [Parameter], on device: Device) throws {
    self.config = config
    self.parameters = parameters
    threads = device.threads
    moments = try parameters.map {
      (try Tensor($0.value.layout, on: device), try Tensor($0.value.layout, on: device))
    }
  }

  /// p, m and v are read and written, ∂ is read.
  package var bytesPerStep: Int { parameters.bytes(arrays: 7) }

  package var state: [NamedTensor] {
    zip(parameters, moments).flatMap { parameter, moments in
      [
        parameter.optimizerState("first_moment", moments.first),
        parameter.optimizerState("second_moment", moments.second),
      ]
    }
  }

  package func step(learningRate: Double, iteration: Int) {
    // The corrections in double precision: 1 − β₂ᵗ begins at 1e-3 and would lose half its digits in Float.
    rate = Float(learningRate / (1 - pow(config.beta1, Double(iteration))))
    correction = Float((1 - pow(config.beta2, Double(iteration))).squareRoot())
    for pass in passes { pass.run() }
  }

  /// The pass over one parameter.
  private func pass(_ index: Int) -> ParameterPass {
    let (beta1, beta2) = (Float(config.beta1), Float(config.beta2))
    let (rest1, rest2) = (Float(1 - config.beta1), Float(1 - config.beta2))
    let epsilon = Float(config.epsilon)
    let (keep, pull) = config.decayFactors
    let value = parameters[index].value.elements
    let gradient = parameters[index].gradient.elements.baseAddress!
    let first = moments[index].first.elements.baseAddress!
    let second = moments[index].second.elements.baseAddress!
    return ParameterPass(over: parameters[index], threads: threads) { [unowned self] range in
      let (rate, correction, value) = (rate, correction, value.baseAddress!)
      for i in range {
        let g = gradient[i] + pull * value[i]
        let m = beta1 * first[i] + rest1 * g
        let v = beta2 * second[i] + rest2 * g * g
        first[i] = m
        second[i] = v
        value[i] = keep * value[i] - rate * m / (v.squareRoot() / correction + epsilon)
      }
    }
  }
}
