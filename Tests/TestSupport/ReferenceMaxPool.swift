/// The largest number in each window, per channel; padding is never the largest. Windows may overlap.
///
/// Among equal numbers the first in row-major order wins, and gets the whole signal, as in PyTorch and oneDNN.
package struct ReferenceMaxPool: ReferenceLayer {
  package let window: ReferenceWindow
  package var parameters: [String: [Double]] = [:]
  package var statistics: [String: [Double]] = [:]
  /// For each number of the output the place in x that it came from.
  private var winners: [Int] = []

  /// - Parameter padding: at most half of the kernel, so that no window is padding alone.
  package init(input: ReferenceShape, kernel: Int, stride: Int, padding: Int = 0) {
    precondition(2 * padding <= kernel, "padding \(padding) is more than half of the kernel \(kernel)")
    window = ReferenceWindow(input: input, kernel: kernel, stride: stride, padding: padding)
  }

  /// What one sample of the output looks like.
  package var output: ReferenceShape {
    ReferenceShape(channels: window.input.channels, height: window.height, width: window.width)
  }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    let planes = samples * window.input.channels
    precondition(
      x.count == planes * window.input.positions,
      "\(samples) x \(window.input.count) inputs expected, got \(x.count)")
    var winners = [Int](repeating: -1, count: planes * output.positions)
    for plane in 0..<planes {
      let (to, from) = (plane * output.positions, plane * window.input.positions)
      window.forEach { position, pixel, _ in
        let best = winners[to + position]
        if best < 0 || x[from + pixel] > x[best] { winners[to + position] = from + pixel }
      }
    }
    if training { self.winners = winners }
    return winners.map { x[$0] }
  }

  package func parameterGradients(_ signal: [Double]) -> [String: [Double]] { [:] }

  package func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double] {
    var gradient = [Double](repeating: 0, count: signal.count / output.count * window.input.count)
    for index in signal.indices { gradient[winners[index]] += signal[index] }
    return gradient
  }
}
