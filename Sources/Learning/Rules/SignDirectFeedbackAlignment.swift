/// Direct feedback alignment with the signs of the error in the place of the error.
///
///     s_l = sign(δ_k) B_l / N        (without the 1/N with error_scale batch_sum)
///
/// - Source: Frenkel et al. 2021, see ``DirectRandomTargetProjection``: error-sign-based DFA (sDFA). There: without
///   the 1/N.
package enum SignDirectFeedbackAlignment: LearningRule {
  package static let name = "sdfa"
  package static let summary = "direct feedback alignment with the signs of the output error"
  package static let feedback = FeedbackKind.direct(learns: false)

  package static func backward(_ context: BackwardContext) throws -> BackwardPlan {
    try .direct(context, sending: .errorSigns)
  }
}
