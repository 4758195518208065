import Compute
import Glibc

/// Mean softmax cross-entropy.
///
///     loss = −(1/N) Σ_n log p[n, label_n]        p = softmax(h)
///     δ    = (p − y) / N                         y one-hot; every row sums to 0
package enum SoftmaxCrossEntropy {
  /// What one batch gave.
  package struct Result: Equatable, Sendable {
    /// Mean over the batch, nats.
    package var loss: Double
    /// Samples whose largest logit is the label's.
    package var correct: Int
  }

  /// - Parameters:
  ///   - logits: h, (N, C) row-major.
  ///   - labels: N classes, each in 0..<C.
  ///   - error: δ, (N, C), written if given.
  /// - Complexity: N·C exponentials; no allocation. C is small, so this is scalar code on one thread.
  package static func evaluate(logits: Tensor, labels: [Int32], error: Tensor?) -> Result {
    let shape = logits.layout.shape
    let (samples, classes) = (shape[0], shape[1])
    precondition(labels.count == samples, "\(labels.count) labels for \(samples) samples")
    let h = logits.elements
    var total = 0.0
    var correct = 0
    for sample in 0..<samples {
      let row = sample * classes
      let label = Int(labels[sample])
      var best = 0
      for c in 1..<classes where h[row + c] > h[row + best] { best = c }
      if best == label && h[row + best] == h[row + best] { correct += 1 }
      // The largest exponent is 0: no overflow, and the sum is at least 1.
      let largest = h[row + best]
      var sum: Float = 0
      for c in 0..<classes { sum += expf(h[row + c] - largest) }
      total += Double(logf(sum) - (h[row + label] - largest))
      guard let delta = error?.elements else { continue }
      let scale = 1 / (sum * Float(samples))
      for c in 0..<classes { delta[row + c] = expf(h[row + c] - largest) * scale }
      delta[row + label] -= 1 / Float(samples)
    }
    return Result(loss: total / Double(samples), correct: correct)
  }
}
