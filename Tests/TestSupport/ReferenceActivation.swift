import Foundation

/// a = f(z), element by element.
package struct ReferenceActivation: ReferenceLayer {
  package enum Function: String, Sendable, CaseIterable {
    case relu, identity, tanh, sigmoid

    /// f(z).
    package func callAsFunction(_ z: Double) -> Double {
      switch self {
      case .relu: z > 0 ? z : 0
      case .identity: z
      case .tanh: Foundation.tanh(z)
      case .sigmoid: 1 / (1 + exp(-z))
      }
    }

    /// f'(z), written with a = f(z). ReLU's slope at zero is zero, as in oneDNN and PyTorch.
    package func slope(output a: Double) -> Double {
      switch self {
      case .relu: a > 0 ? 1 : 0
      case .identity: 1
      case .tanh: 1 - a * a
      case .sigmoid: a * (1 - a)
      }
    }
  }

  package let function: Function
  package var parameters: [String: [Double]] = [:]
  package var statistics: [String: [Double]] = [:]
  private var output: [Double] = []

  package init(_ function: Function) { self.function = function }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    let a = x.map { function($0) }
    if training { output = a }
    return a
  }

  package func parameterGradients(_ signal: [Double]) -> [String: [Double]] { [:] }

  package func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double] {
    signal.indices.map { signal[$0] * function.slope(output: output[$0]) }
  }
}
