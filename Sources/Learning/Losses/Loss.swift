import Compute
import Formats

/// What is minimised: a function of the logits h (N, C) and the labels, averaged over the batch.
package enum Loss: String, Sendable, ConfigChoice {
  /// −(1/N) Σ_n log softmax(h_n)[label_n].
  case cross_entropy
  /// (1/(N·C)) Σ (h − y)², y one-hot: PyTorch's `MSELoss`, on the outputs as they are.
  case mean_squared_error
  /// −(1/(N·C)) Σ (y log σ(h) + (1 − y) log(1 − σ(h))): each output a sigmoid of its own.
  case binary_cross_entropy

  package var summary: String {
    switch self {
    case .cross_entropy: "softmax of the logits against the label, the usual one of classification"
    case .mean_squared_error: "mean square of outputs minus one-hot labels"
    case .binary_cross_entropy: "each output a sigmoid of its own against the one-hot label"
    }
  }

  /// What its values are counted in.
  package var unit: String {
    switch self {
    case .cross_entropy, .binary_cross_entropy: "nats"
    case .mean_squared_error: "squared"
    }
  }

  /// - Parameters:
  ///   - logits: h, (N, C) row-major.
  ///   - labels: N classes, each in 0..<C.
  ///   - error: δ = ∂loss/∂h, (N, C), written if given. It carries the 1/N.
  /// - Complexity: a few exponentials per logit; no allocation. C is small, so this is scalar code on one thread.
  package func evaluate(logits: Tensor, labels: [Int32], error: Tensor?) -> Measurements {
    let samples = logits.rows
    let classes = logits.elements.count / samples
    precondition(labels.count == samples, "\(labels.count) labels for \(samples) samples")
    let h = logits.elements.baseAddress!
    let delta = error?.elements.baseAddress
    var (mean, correct, correctInFive) = (0.0, 0, 0)
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    for sample in 0..<samples {
      let row = UnsafeBufferPointer(start: h + sample * classes, count: classes)
      let label = Int(labels[sample])
      let rank = Self.rank(of: label, in: row)
      if rank == 0 { correct += 1 }
      if rank < 5 { correctInFive += 1 }
      let gradient = delta.map {
        UnsafeMutableBufferPointer(start: $0 + sample * classes, count: classes)
      }
      let loss = rowLoss(row, label: label, error: gradient, samples: Float(samples))
      mean += loss
      lowest = .minimum(lowest, loss)
      highest = .maximum(highest, loss)
    }
    mean /= Double(samples)
    // The mean of equal losses is that loss, however their sum was rounded; a NaN stays one.
    if !mean.isNaN { mean = .minimum(.maximum(mean, lowest), highest) }
    return Measurements(
      loss: mean, samples: samples, correct: correct, correctInFive: correctInFive)
  }

  private func rowLoss(
    _ h: UnsafeBufferPointer<Float>, label: Int, error: UnsafeMutableBufferPointer<Float>?, samples: Float
  ) -> Double {
    switch self {
    case .cross_entropy: Self.crossEntropy(h, label: label, error: error, samples: samples)
    case .mean_squared_error: Self.squaredError(h, label: label, error: error, samples: samples)
    case .binary_cross_entropy: Self.binaryCrossEntropy(h, label: label, error: error, samples: samples)
    }
  }

  /// How many logits come before the label's; of equal ones the first comes first. A NaN comes before everything.
  private static func rank(of label: Int, in h: UnsafeBufferPointer<Float>) -> Int {
    let own = h[label]
    guard own == own else { return h.count }
    var rank = 0
    for c in h.indices where h[c] > own || (h[c] == own && c < label) || h[c] != h[c] { rank += 1 }
    return rank
  }
}
