/// Direct feedback alignment: the output error goes straight to every hidden block, through a fixed random matrix.
///
///     s_l = e B_l        e = δ_k (or N δ_k with error_scale batch_sum), B_l (C, n_l)
///
/// No product with a transposed weight matrix is computed anywhere.
///
/// - Source: Nøkland, "Direct feedback alignment provides learning in deep neural networks", arXiv:1609.01596.
package struct DirectFeedbackAlignment: LearningRule {
  package static let name = "dfa"
  package static let title = "Direct feedback alignment"
  package static let route = SignalRoute.direct
  package static let reference: String? = "Nøkland, 2016"
  package static let summary =
    "direct feedback alignment: fixed random matrices from the output to every layer"
  package let feedback: DirectFeedback

  package init(_ context: RuleContext) throws {
    feedback = try DirectFeedback(context, learns: false)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step, sending: .error) }
}
