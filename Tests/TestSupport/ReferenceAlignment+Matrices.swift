extension ReferenceAlignment {
  /// The mean over the batch of the cosine between a method's signal and backpropagation's gradient, per sample; a
  /// sample where either is zero counts as orthogonal.
  ///
  /// - Parameters:
  ///   - signal: s at a feedback point, [N, n].
  ///   - gradient: the loss's gradient with respect to a at the same parameters and batch, [N, n].
  package static func meanCosine(signal: [Double], gradient: [Double], samples: Int) -> Double {
    let n = signal.count / samples
    let sum = (0..<samples).reduce(0.0) { sum, sample in
      let row = sample * n..<(sample + 1) * n
      return sum + cosine(Array(signal[row]), Array(gradient[row]))
    }
    return sum / Double(samples)
  }

  /// The angle between a weight and its feedback matrix, each as one long vector, in degrees.
  package static func weightAngle(weight: [Double], feedback: [Double]) -> Double {
    degrees(cosine: cosine(weight, feedback))
  }

  /// |B| / |W|, Frobenius.
  package static func normRatio(weight: [Double], feedback: [Double]) -> Double {
    norm(feedback) / norm(weight)
  }

  /// |W - B| / |W0 - B0|, Frobenius: how much of the first difference is left (the paper's equations 11 and 12).
  package static func residual(
    weight: [Double], feedback: [Double], firstWeight: [Double], firstFeedback: [Double]
  ) -> Double {
    norm(weight.indices.map { weight[$0] - feedback[$0] })
      / norm(firstWeight.indices.map { firstWeight[$0] - firstFeedback[$0] })
  }

  /// <a, b> / (|a| |b|); 0 when either is zero.
  package static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "an angle between \(a.count) and \(b.count) numbers")
    let lengths = norm(a) * norm(b)
    return lengths == 0 ? 0 : a.indices.reduce(0) { $0 + a[$1] * b[$1] } / lengths
  }

  private static func norm(_ a: [Double]) -> Double { a.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
