/// z = x Wᵀ + b with W [outputs, inputs] and b [outputs].
package struct ReferenceLinear: ReferenceLayer {
  package let inputs: Int
  package let outputs: Int
  package var parameters: [String: [Double]]
  package var statistics: [String: [Double]] = [:]
  private var x: [Double] = []

  /// A layer of zeros, to be filled by name.
  package init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
    parameters = [
      "weight": [Double](repeating: 0, count: outputs * inputs),
      "bias": [Double](repeating: 0, count: outputs),
    ]
  }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    precondition(x.count == samples * inputs, "\(samples) x \(inputs) inputs expected, got \(x.count)")
    if training { self.x = x }
    var z = ReferenceMatrix.timesTransposed(x, parameters["weight"]!, inner: inputs)
    let bias = parameters["bias"]!
    for sample in 0..<samples {
      for output in 0..<outputs { z[sample * outputs + output] += bias[output] }
    }
    return z
  }

  package func parameterGradients(_ signal: [Double]) -> [String: [Double]] {
    let samples = signal.count / outputs
    var bias = [Double](repeating: 0, count: outputs)
    for sample in 0..<samples {
      for output in 0..<outputs { bias[output] += signal[sample * outputs + output] }
    }
    return ["weight": ReferenceMatrix.transposedTimes(signal, x, samples: samples), "bias": bias]
  }

  package func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double] {
    let kernel = feedback ?? parameters["weight"]!
    precondition(
      kernel.count == outputs * inputs, "feedback of \(outputs) x \(inputs) expected, got \(kernel.count)")
    return ReferenceMatrix.times(signal, kernel, inner: outputs)
  }
}
