/// One kind of forward step of a block, in double precision and plain loops: what the engine is judged by.
///
/// Every layer is a value that remembers its last training forward pass, so a copy of a network is an independent
/// network: finite differences change one number of a copy. Tensors are [samples, ...] row-major, C H W order.
///
/// A layer whose randomness or choice matters backwards (a dropout mask, a pooling's argmax) keeps it as a stored
/// property, as the activations here keep their output.
package protocol ReferenceLayer: Sendable {
  /// What an optimizer changes, by the name it has inside its block: `weight`, `norm.bias`.
  var parameters: [String: [Double]] { get set }

  /// What a training forward pass changes and an optimizer does not: `norm.running_mean`.
  var statistics: [String: [Double]] { get set }

  /// The layer's output for `samples` rows of input.
  mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double]

  /// The gradient of <signal, output> with respect to each of `parameters`, at the last training forward pass.
  func parameterGradients(_ signal: [Double]) -> [String: [Double]]

  /// The gradient of <signal, output> with respect to the input, at the last training forward pass.
  ///
  /// - Parameter feedback: what transports the signal in place of the layer's weight, of the weight's shape
  ///   (FA and KP); nil for the weight itself. Layers without a weight have no use for it.
  func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double]
}

extension ReferenceLayer {
  /// The tensor of this name, a parameter or a statistic; nil when the layer has none of it.
  func tensor(_ name: String) -> [Double]? { parameters[name] ?? statistics[name] }

  /// Replaces the tensor of this name and says whether the layer has it.
  package mutating func setTensor(_ name: String, _ values: [Double]) -> Bool {
    guard let old = tensor(name) else { return false }
    precondition(old.count == values.count, "\(name) takes \(old.count) numbers, got \(values.count)")
    if parameters[name] != nil { parameters[name] = values } else { statistics[name] = values }
    return true
  }
}
