/// Direct random target projection: hidden blocks learn from the label alone, not from the error.
///
///     s_l = y B_l / N        y one-hot: the label's row of B_l (without the 1/N with error_scale batch_sum)
///
/// Used as a gradient with a plus sign. Nothing of the forward pass above a block is needed for its update.
///
/// - Source: Frenkel, Lefebvre and Bol, "Learning without feedback: fixed random learning signals allow for feedforward
///   training of deep neural networks", Frontiers in Neuroscience 15 (2021). There: without the 1/N.
package enum DirectRandomTargetProjection: LearningRule {
  package static let name = "drtp"
  package static let summary = "direct random target projection: the label through a fixed random matrix"
  package static let feedback = FeedbackKind.direct(learns: false)

  package static func backward(_ context: BackwardContext) throws -> BackwardPlan {
    try .direct(context, sending: .targets)
  }
}
