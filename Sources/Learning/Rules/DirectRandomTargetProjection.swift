/// Direct random target projection: hidden blocks learn from the label alone, not from the error.
///
///     s_l = y B_l / N        y one-hot: the label's row of B_l (without the 1/N with error_scale batch_sum)
///
/// Used as a gradient with a plus sign. Nothing of the forward pass above a block is needed for its update.
///
/// - Source: Frenkel, Lefebvre and Bol, "Learning without feedback: fixed random learning signals allow for feedforward
///   training of deep neural networks", Frontiers in Neuroscience 15 (2021). There: without the 1/N.
package struct DirectRandomTargetProjection: LearningRule {
  package static let name = "drtp"
  package static let title = "Direct random target projection"
  package static let route = SignalRoute.direct
  package static let reference: String? = "Frenkel, Lefebvre and Bol, 2021"
  package static let summary = "direct random target projection: the label through a fixed random matrix"
  package let feedback: DirectFeedback

  package init(_ context: RuleContext) throws {
    feedback = try DirectFeedback(context, learns: false)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step, sending: .targets) }
}
