import Glibc

/// The losses of one sample, without the 1/N, and their gradients, with it.
extension Loss {
  /// −log softmax(h)[label]; δ = (softmax(h) − y) / N, whose every row sums to 0.
  static func crossEntropy(
    _ h: UnsafeBufferPointer<Float>, label: Int, error: UnsafeMutableBufferPointer<Float>?, samples: Float
  ) -> Double {
    // The largest exponent is 0: no overflow, and the sum is at least 1.
    var largest = h[0]
    for c in h.indices where h[c] > largest { largest = h[c] }
    var sum: Float = 0
    for c in h.indices { sum += expf(h[c] - largest) }
    if let error {
      let scale = 1 / (sum * samples)
      for c in h.indices { error[c] = expf(h[c] - largest) * scale }
      error[label] -= 1 / samples
    }
    return Double(logf(sum) - (h[label] - largest))
  }

  /// (1/C) Σ (h − y)²; δ = 2 (h − y) / (N·C).
  static func squaredError(
    _ h: UnsafeBufferPointer<Float>, label: Int, error: UnsafeMutableBufferPointer<Float>?, samples: Float
  ) -> Double {
    let classes = Float(h.count)
    var sum = 0.0
    for c in h.indices {
      let difference = h[c] - (c == label ? 1 : 0)
      sum += Double(difference) * Double(difference)
      error?[c] = 2 * difference / (samples * classes)
    }
    return sum / Double(h.count)
  }

  /// (1/C) Σ (max(h, 0) − h y + log(1 + e^−|h|)), which overflows for no finite h; δ = (σ(h) − y) / (N·C).
  static func binaryCrossEntropy(
    _ h: UnsafeBufferPointer<Float>, label: Int, error: UnsafeMutableBufferPointer<Float>?, samples: Float
  ) -> Double {
    let classes = Float(h.count)
    var sum = 0.0
    for c in h.indices {
      let target: Float = c == label ? 1 : 0
      let small = expf(-abs(h[c]))
      // Of a NaN, and of −∞, what stands for max(h, 0) is NaN too, so that a network that has gone astray shows it.
      let positive = h[c] > 0 ? h[c] : h[c] - h[c]
      sum += Double(positive - h[c] * target + log1pf(small))
      let sigmoid = h[c] >= 0 ? 1 / (1 + small) : small / (1 + small)
      error?[c] = (sigmoid - target) / (samples * classes)
    }
    return sum / Double(h.count)
  }
}
