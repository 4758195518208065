/// Direct feedback alignment: the output error goes straight to every hidden block, through a fixed random matrix.
///
///     s_l = e B_l        e = δ_k (or N δ_k with error_scale batch_sum), B_l (C, n_l)
///
/// No product with a transposed weight matrix is computed anywhere.
///
/// - Source: Nøkland, "Direct feedback alignment provides learning in deep neural networks", arXiv:1609.01596.
package enum DirectFeedbackAlignment: LearningRule {
  package static let name = "dfa"
  package static let summary =
    "direct feedback alignment: fixed random matrices from the output to every layer"
  package static let feedback = FeedbackKind.direct(learns: false)

  package static func backward(_ context: BackwardContext) throws -> BackwardPlan {
    try .direct(context, sending: .error)
  }
}
