import Compute

/// How a feedback matrix begins.
package enum Initializer: String, Sendable, CaseIterable {
  /// U(±√(6/fan_in)): PyTorch's `kaiming_uniform_` with its defaults. B (C, n) is taken as a map from the n
  /// activations to C logits, so fan_in is n and the number of classes does not matter.
  case kaiming_uniform
  case zeros

  /// - Parameters:
  ///   - count: elements of the matrix.
  ///   - fanIn: n, units of the feedback point.
  func values(count: Int, fanIn: Int, from stream: RandomStream) -> [Float] {
    switch self {
    case .kaiming_uniform:
      var stream = stream
      let bound = (6 / Float(fanIn)).squareRoot()
      return (0..<count).map { _ in stream.uniform(-bound, bound) }
    case .zeros:
      return [Float](repeating: 0, count: count)
    }
  }
}
