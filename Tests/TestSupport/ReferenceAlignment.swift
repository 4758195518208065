import Foundation

/// The angle of the paper's Figure 2 between what a block's feedback matrix makes of its activation and the logits.
package enum ReferenceAlignment {
  /// The batch mean of the cosine between q = a Bᵀ and the logits h, per sample; a sample with |q| |h| below 1e-8
  /// counts as (nearly) orthogonal rather than as NaN.
  ///
  /// - Parameters:
  ///   - activation: a at the feedback point, [N, n].
  ///   - feedback: B before the step, [classes, n].
  ///   - logits: h with bias, before the softmax, [N, classes].
  package static func meanCosine(activation: [Double], feedback: [Double], logits: [Double], classes: Int)
    -> Double
  {
    let samples = logits.count / classes
    let q = ReferenceMatrix.timesTransposed(activation, feedback, inner: feedback.count / classes)
    var sum = 0.0
    for sample in 0..<samples {
      var dot = 0.0
      var qq = 0.0
      var hh = 0.0
      for index in sample * classes..<(sample + 1) * classes {
        dot += q[index] * logits[index]
        qq += q[index] * q[index]
        hh += logits[index] * logits[index]
      }
      sum += dot / max(qq.squareRoot() * hh.squareRoot(), 1e-8)
    }
    return sum / Double(samples)
  }

  /// The angle of a cosine in degrees, 0 to 180; rounding past one does not make it NaN.
  package static func degrees(cosine: Double) -> Double {
    acos(min(max(cosine, -1), 1)) * 180 / .pi
  }
}
