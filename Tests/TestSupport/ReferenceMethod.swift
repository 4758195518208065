/// How the learning signal of a hidden block is made; the names are those of a job config.
package enum ReferenceMethod: String, Sendable, CaseIterable {
  /// The loss's gradient by the chain rule.
  case bp
  /// The chain rule with a fixed matrix of the weight's shape in the weight's place.
  case fa
  /// As `fa`, and the matrix learns by its weight's own gradient.
  case kp
  /// delta_k B with a fixed B.
  case dfa
  /// As `dfa`, and B learns by delta_kᵀ a.
  case dkp
  /// y B / N with the one-hot targets y and a fixed B: no error needed.
  case drtp

  /// Whether the signal jumps from the output to each block by a B [classes, n] of its own.
  package var isDirect: Bool { self == .dfa || self == .dkp || self == .drtp }

  /// Whether the signal runs down block by block through a matrix other than the weight.
  package var isSerialWithFeedback: Bool { self == .fa || self == .kp }
}
