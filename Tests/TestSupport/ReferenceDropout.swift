/// y = mask x / (1 - p) in training, y = x in evaluation. The mask comes from outside: a judge draws nothing.
package struct ReferenceDropout: ReferenceLayer {
  /// p, in 0..<1: how likely a unit is dropped. The mask decides which are; p is only in the scale.
  package let probability: Double
  package let features: Int
  /// 1 where a unit is kept, 0 where it is dropped, [N, features]; for training passes until replaced.
  package var mask: [Double] = []
  package var parameters: [String: [Double]] = [:]
  package var statistics: [String: [Double]] = [:]

  package init(probability: Double, features: Int) {
    precondition((0..<1).contains(probability), "p of dropout must be in 0..<1, got \(probability)")
    self.probability = probability
    self.features = features
  }

  package mutating func forward(_ x: [Double], samples: Int, training: Bool) -> [Double] {
    precondition(x.count == samples * features, "\(samples) x \(features) inputs expected, got \(x.count)")
    return training ? masked(x) : x
  }

  package func parameterGradients(_ signal: [Double]) -> [String: [Double]] { [:] }

  package func inputGradient(_ signal: [Double], feedback: [Double]?) -> [Double] { masked(signal) }

  private func masked(_ values: [Double]) -> [Double] {
    precondition(
      mask.count == values.count && mask.allSatisfy { $0 == 0 || $0 == 1 },
      "a mask of \(values.count) zeros and ones expected, got \(mask.count) numbers: set `masks` before training"
    )
    return values.indices.map { values[$0] * mask[$0] / (1 - probability) }
  }
}
