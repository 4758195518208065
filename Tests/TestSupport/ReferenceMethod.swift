/// How the learning signal of a hidden block is made; the names are those of a job config.
package enum ReferenceMethod: String, Sendable, CaseIterable, CustomStringConvertible {
  /// The loss's gradient by the chain rule.
  case bp
  /// As `bp` down to the first linear block; the convolutional ones below stay as they were drawn.
  case bpFCOnly = "bp-fc-only"
  /// The chain rule with a fixed matrix of the weight's shape in the weight's place.
  case fa
  /// As `fa`, and the matrix learns by its weight's own gradient.
  case kp
  /// As `fa` with B = s sign(W), made of W anew in every step.
  case usf
  /// As `fa` with B = |M| sign(W); M is another one in every batch.
  case brsf
  /// As `fa` with B = |M| sign(W); M is drawn once.
  case frsf
  /// delta_k B with a fixed B.
  case dfa
  /// As `dfa`, and B learns by delta_kᵀ a.
  case dkp
  /// y B / N with the one-hot targets y and a fixed B: no error needed.
  case drtp
  /// sign(delta_k) B / N with a fixed B.
  case sdfa
  /// No signal: the output layer learns alone.
  case shallow

  package var description: String { rawValue }

  /// Whether the signal jumps from the output to each block by a B [classes, n] of its own.
  package var isDirect: Bool { [.dfa, .dkp, .drtp, .sdfa].contains(self) }

  /// Whether the signal runs down block by block through a matrix other than the weight.
  package var isSerialWithFeedback: Bool { self == .fa || self == .kp || isSignSymmetric }

  /// Whether that matrix has the weight's signs.
  package var isSignSymmetric: Bool { [.usf, .brsf, .frsf].contains(self) }

  /// Whether the matrix has numbers of its own, to be set by name; `usf` makes all of it from W.
  package var storesFeedback: Bool { isDirect || isSerialWithFeedback && self != .usf }
}
