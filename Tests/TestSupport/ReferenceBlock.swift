/// A parameter layer and what follows it, with the one place where a direct method injects its signal.
package struct ReferenceBlock: Sendable {
  package let name: String
  package var layers: [any ReferenceLayer]
  /// Which layer's output the feedback point is.
  package let feedbackPoint: Int
  /// n: how many numbers per sample the feedback point has.
  package let features: Int
  /// a at the feedback point in the last training forward pass, [N, n].
  package private(set) var activation: [Double] = []

  /// - Parameter feedbackPoint: index into `layers`; nil for the last one, the block's output.
  package init(name: String, layers: [any ReferenceLayer], features: Int, feedbackPoint: Int? = nil) {
    self.name = name
    self.layers = layers
    self.features = features
    self.feedbackPoint = feedbackPoint ?? layers.count - 1
  }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    var value = x
    for index in layers.indices {
      value = layers[index].forward(value, samples: samples, training: training)
      if training && index == feedbackPoint { activation = value }
    }
    return value
  }

  /// What came of one signal on its way back through the block.
  package struct Backward: Sendable {
    /// By the design's names: `fc1.weight`.
    package var gradients: [String: [Double]] = [:]
    /// The signal at the feedback point.
    package var point: [Double] = []
    /// The signal at the block's input; empty unless asked for.
    package var input: [Double] = []
  }

  /// Sends a signal from the feedback point back to the block's own parameters: all a direct method does here,
  /// unless the block below has no feedback of its own and needs the signal at this one's input.
  package func backward(injecting signal: [Double], toInput: Bool = false) -> Backward {
    backward(signal, from: feedbackPoint, feedback: nil, toInput: toInput)
  }

  /// Sends a signal from the block's output back to its parameters and, for the block before, to its input.
  ///
  /// - Parameter feedback: transports the signal in place of the weight; nil for the weight.
  package func backward(output signal: [Double], feedback: [Double]?, toInput: Bool) -> Backward {
    backward(signal, from: layers.count - 1, feedback: feedback, toInput: toInput)
  }

  private func backward(_ signal: [Double], from last: Int, feedback: [Double]?, toInput: Bool) -> Backward {
    var result = Backward()
    var signal = signal
    for index in (0...last).reversed() {
      if index == feedbackPoint { result.point = signal }
      for (key, gradient) in layers[index].parameterGradients(signal) {
        result.gradients["\(name).\(key)"] = gradient
      }
      if index > 0 || toInput { signal = layers[index].inputGradient(signal, feedback: feedback) }
    }
    if toInput { result.input = signal }
    return result
  }
}
