/// Direct feedback alignment with the signs of the error in the place of the error.
///
///     s_l = sign(δ_k) B_l / N        (without the 1/N with error_scale batch_sum)
///
/// - Source: Frenkel et al. 2021, see ``DirectRandomTargetProjection``: error-sign-based DFA (sDFA). There: without
///   the 1/N.
package struct SignDirectFeedbackAlignment: LearningRule {
  package static let name = "sdfa"
  package static let title = "Direct feedback alignment, signs of the error"
  package static let route = SignalRoute.direct
  package static let reference: String? = "Frenkel, Lefebvre and Bol, 2021"
  package static let summary = "direct feedback alignment with the signs of the output error"
  package let feedback: DirectFeedback

  package init(_ context: RuleContext) throws {
    feedback = try DirectFeedback(context, learns: false)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step, sending: .errorSigns) }
}
