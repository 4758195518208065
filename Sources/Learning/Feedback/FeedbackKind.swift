/// The feedback matrices that a learning rule needs.
package enum FeedbackKind: Sendable, Equatable {
  /// None: the error goes back through the weights, or not at all.
  case none
  /// B (C, n), one per hidden block, from the output straight to it.
  case direct(learns: Bool)
  /// B of the shape of W, one per block but the first: it takes W's place in the block's way down.
  case serial(learns: Bool)
  /// As `serial`, but made of the signs of W in every step.
  case signs(SignMagnitude)

  /// What stands in for |W| where only its signs are known.
  package enum SignMagnitude: Sendable, Equatable {
    /// The standard deviation that W was drawn with.
    case uniform
    /// Drawn once.
    case fixed
    /// Drawn anew for each batch.
    case redrawn
  }

  /// Whether the matrices go from the output straight to a block.
  package var isDirect: Bool { if case .direct = self { true } else { false } }

  /// Whether an optimizer moves the matrices.
  package var learns: Bool { self == .direct(learns: true) || self == .serial(learns: true) }
}
