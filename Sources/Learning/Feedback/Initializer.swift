import Compute

/// How a feedback matrix begins.
///
/// A direct matrix B (C, n) is taken as a map from n activations to C logits: its fan_in is n, and its fan_out C. One
/// of W's shape has W's: in·k·k and out·k·k.
///
/// - Source: PyTorch's `torch.nn.init` for Kaiming and Xavier; which of these papers' codes use what: the
///   workbench's specification, section 1.4.
package enum Initializer: Sendable, Equatable {
  /// U(±√(6 / ((1 + a²) fan_in))): PyTorch's `kaiming_uniform_`. a is the slope of a leaky ReLU.
  case kaimingUniform(a: Double)
  /// N(0, 2 / ((1 + a²) fan_in)).
  case kaimingNormal(a: Double)
  /// U(±√(6 / (fan_in + fan_out))).
  case xavierUniform
  /// N(0, 1 / fan_in).
  case lecunNormal
  /// U(low, high).
  case uniform(low: Double, high: Double)
  /// N(0, 1 / (C n)), of direct matrices: each layer's share of one large matrix, rescaled (Launay et al. 2019).
  case launayNormal
  case zeros
  /// A copy of the forward weight: feedback of W's shape starts symmetric.
  case copyOfWeights

  /// Kaiming with a = 0.
  package static let standard = Initializer.kaimingUniform(a: 0)

  /// Numbers that one output, and one input, of a matrix is connected with.
  package struct Fans: Sendable, Equatable {
    package var fanIn: Int
    package var fanOut: Int

    package init(fanIn: Int, fanOut: Int) {
      self.fanIn = fanIn
      self.fanOut = fanOut
    }
  }

  private enum Distribution {
    case uniform(Float, Float)
    case normal(deviation: Float)
  }

  private func distribution(_ fans: Fans) -> Distribution {
    let fanIn = Double(fans.fanIn)
    switch self {
    case .kaimingUniform(let a):
      let bound = Float((6 / ((1 + a * a) * fanIn)).squareRoot())
      return .uniform(-bound, bound)
    case .kaimingNormal(let a): return .normal(deviation: Float((2 / ((1 + a * a) * fanIn)).squareRoot()))
    case .xavierUniform:
      let bound = Float((6 / (fanIn + Double(fans.fanOut))).squareRoot())
      return .uniform(-bound, bound)
    case .lecunNormal: return .normal(deviation: Float((1 / fanIn).squareRoot()))
    case .uniform(let low, let high): return .uniform(Float(low), Float(high))
    case .launayNormal: return .normal(deviation: Float((1 / (fanIn * Double(fans.fanOut))).squareRoot()))
    case .zeros, .copyOfWeights: return .uniform(0, 0)
    }
  }

  /// Draws a tensor's numbers in row-major order, so that they do not depend on a processor's layouts.
  ///
  /// - Precondition: this is not ``copyOfWeights``.
  func fill(_ tensor: Tensor, fans: Fans, from stream: RandomStream, on device: Device) throws {
    try tensor.fill(on: device) { fill($0, fans: fans, from: stream) }
  }

  /// Draws numbers in order.
  ///
  /// - Precondition: this is not ``copyOfWeights``, which draws nothing.
  /// - Complexity: no allocation.
  package func fill(_ values: UnsafeMutableBufferPointer<Float>, fans: Fans, from stream: RandomStream) {
    precondition(self != .copyOfWeights, "weights are copied, not drawn")
    var stream = stream
    switch distribution(fans) {
    case .uniform(let low, let high):
      for index in values.indices { values[index] = stream.uniform(low, high) }
    case .normal(let deviation):
      for index in stride(from: 0, to: values.count, by: 2) {
        let pair = stream.normalPair()
        values[index] = deviation * pair.0
        if index + 1 < values.count { values[index + 1] = deviation * pair.1 }
      }
    }
  }
}
