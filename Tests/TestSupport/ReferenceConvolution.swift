/// z = x * W + b, a cross-correlation with W [outputs, channels, kernel, kernel] and b [outputs], on N C H W.
///
///     z[n, o, i, j] = b[o] + sum over c, u, v of x[n, c, i s + u - p, j s + v - p] W[o, c, u, v]
///
/// with stride s and padding p; x is zero outside of the picture.
package struct ReferenceConvolution: ReferenceLayer {
  package let window: ReferenceWindow
  package let outputs: Int
  package var parameters: [String: [Double]]
  package var statistics: [String: [Double]] = [:]
  private var x: [Double] = []

  /// A layer of zeros, to be filled by name.
  package init(input: ReferenceShape, outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0) {
    window = ReferenceWindow(input: input, kernel: kernel, stride: stride, padding: padding)
    self.outputs = outputs
    parameters = [
      "weight": [Double](repeating: 0, count: outputs * input.channels * kernel * kernel),
      "bias": [Double](repeating: 0, count: outputs),
    ]
  }

  /// What one sample of z looks like.
  package var output: ReferenceShape {
    ReferenceShape(channels: outputs, height: window.height, width: window.width)
  }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    precondition(
      x.count == samples * window.input.count,
      "\(samples) x \(window.input.count) inputs expected, got \(x.count)")
    if training { self.x = x }
    let (weight, bias) = (parameters["weight"]!, parameters["bias"]!)
    let positions = output.positions
    var z = (0..<samples * output.count).map { bias[$0 / positions % outputs] }
    forEachProduct(samples: samples) { zIndex, xIndex, wIndex in z[zIndex] += x[xIndex] * weight[wIndex] }
    return z
  }

  package func parameterGradients(_ signal: [Double]) -> [String: [Double]] {
    var weight = [Double](repeating: 0, count: parameters["weight"]!.count)
    var bias = [Double](repeating: 0, count: outputs)
    let positions = output.positions
    for index in signal.indices { bias[index / positions % outputs] += signal[index] }
    forEachProduct(samples: signal.count / output.count) { zIndex, xIndex, wIndex in
      weight[wIndex] += signal[zIndex] * x[xIndex]
    }
    return ["weight": weight, "bias": bias]
  }

  package func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double] {
    let kernel = feedback ?? parameters["weight"]!
    precondition(
      kernel.count == parameters["weight"]!.count,
      "feedback of \(parameters["weight"]!.count) numbers expected, got \(kernel.count)")
    let samples = signal.count / output.count
    var gradient = [Double](repeating: 0, count: samples * window.input.count)
    forEachProduct(samples: samples) { zIndex, xIndex, wIndex in
      gradient[xIndex] += signal[zIndex] * kernel[wIndex]
    }
    return gradient
  }

  /// Calls `body` for every product x W in the sum above, with the places of z, x and W.
  private func forEachProduct(samples: Int, _ body: (_ z: Int, _ x: Int, _ w: Int) -> Void) {
    let (channels, places) = (window.input.channels, window.kernel * window.kernel)
    let (positions, pixels) = (output.positions, window.input.positions)
    for sample in 0..<samples {
      for o in 0..<outputs {
        for c in 0..<channels {
          let z = (sample * outputs + o) * positions
          let x = (sample * channels + c) * pixels
          let w = (o * channels + c) * places
          window.forEach { position, pixel, place in body(z + position, x + pixel, w + place) }
        }
      }
    }
  }
}
