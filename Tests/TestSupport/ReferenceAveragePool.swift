/// The sum of each window over kernel², per channel: padding counts as zeros, as in PyTorch's AvgPool2d by default
/// (oneDNN's `avg_include_padding`).
package struct ReferenceAveragePool: ReferenceLayer {
  package let window: ReferenceWindow
  package var parameters: [String: [Double]] = [:]
  package var statistics: [String: [Double]] = [:]

  /// - Parameter padding: at most half of the kernel.
  package init(input: ReferenceShape, kernel: Int, stride: Int, padding: Int = 0) {
    precondition(2 * padding <= kernel, "padding \(padding) is more than half of the kernel \(kernel)")
    window = ReferenceWindow(input: input, kernel: kernel, stride: stride, padding: padding)
  }

  /// What one sample of the output looks like.
  package var output: ReferenceShape {
    ReferenceShape(channels: window.input.channels, height: window.height, width: window.width)
  }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    precondition(
      x.count == samples * window.input.count,
      "\(samples) x \(window.input.count) inputs expected, got \(x.count)")
    var y = [Double](repeating: 0, count: samples * output.count)
    forEachPlane(samples: samples) { to, from in y[to] += x[from] / Double(window.kernel * window.kernel) }
    return y
  }

  package func parameterGradients(_ signal: [Double]) -> [String: [Double]] { [:] }

  package func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double] {
    let samples = signal.count / output.count
    var gradient = [Double](repeating: 0, count: samples * window.input.count)
    forEachPlane(samples: samples) { to, from in
      gradient[from] += signal[to] / Double(window.kernel * window.kernel)
    }
    return gradient
  }

  /// Calls `body` with every place of the output and each place of the input that it averages.
  private func forEachPlane(samples: Int, _ body: (_ output: Int, _ input: Int) -> Void) {
    for plane in 0..<samples * window.input.channels {
      let (to, from) = (plane * output.positions, plane * window.input.positions)
      window.forEach { position, pixel, _ in body(to + position, from + pixel) }
    }
  }
}
