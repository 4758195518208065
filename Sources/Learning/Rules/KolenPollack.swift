/// Kolen-Pollack: feedback alignment whose matrices learn by the very gradient of their weights, so that with decay on
/// both the difference of the two fades.
///
///     s_l = δz_{l+1} B_{l+1}
///     ∂B = ∂W                       one tensor, read by both optimizers
///
/// - Source: Kolen and Pollack, "Backpropagation without weight transport", 1994; Akrout et al., "Deep learning without
///   weight transport", 2019; paper eqs. 5 and 6. Paper: the transpose in eq. 6 is only that of W's storage.
package struct KolenPollack: LearningRule {
  package static let name = "kp"
  package static let title = "Kolen-Pollack"
  package static let route = SignalRoute.serial
  package static let reference: String? = "Kolen and Pollack, 1994; Akrout et al., 2019"
  package static let summary =
    "Kolen-Pollack: feedback alignment whose matrices learn by their weights' gradients"
  package let feedback: SerialFeedback

  package init(_ context: RuleContext) throws {
    feedback = try SerialFeedback(context, learning: .weightGradient)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step) }
}
