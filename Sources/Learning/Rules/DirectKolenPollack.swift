/// Direct Kolen-Pollack: direct feedback alignment whose matrices learn.
///
///     s_l = e B_l
///     ∂B_l = δ_kᵀ a_l        a_l (N, n_l), the activations at the feedback point; δ_k carries the 1/N
///
/// B steps after every signal has been formed with the old one, and no gradient flows through δ_k or a_l.
///
/// - Source: "Learning the connections in direct feedback alignment", eqs. 3, 7 and 8. Paper: B_{l+1} pairs with
///   a_{l-1}. Here: B_l is indexed by the block whose output it reaches, as in the author's code; the matrix is the
///   same.
package struct DirectKolenPollack: LearningRule {
  package static let name = "dkp"
  package static let title = "Direct Kolen-Pollack"
  package static let route = SignalRoute.direct
  package static let reference: String? = "Learning the connections in direct feedback alignment"
  package static let summary =
    "direct Kolen-Pollack: direct feedback whose matrices learn to follow the forward path"
  package let feedback: DirectFeedback

  package init(_ context: RuleContext) throws {
    feedback = try DirectFeedback(context, learns: true)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step, sending: .error) }
}
