/// Feedback alignment: as backpropagation, with a fixed random matrix in the place of each weight on the way down.
///
///     s_l = δz_{l+1} B_{l+1}        B of W's shape; a transposed convolution with kernel B where the block is one
///
/// - Source: Lillicrap et al., "Random synaptic feedback weights support error backpropagation for deep learning",
///   Nature Communications 7 (2016); paper eq. 2.
package struct FeedbackAlignment: LearningRule {
  package static let name = "fa"
  package static let title = "Feedback alignment"
  package static let route = SignalRoute.serial
  package static let reference: String? = "Lillicrap et al., 2016"
  package static let summary = "feedback alignment: fixed random matrices in the place of the weights"
  package let feedback: SerialFeedback

  package init(_ context: RuleContext) throws {
    feedback = try SerialFeedback(context, learning: .none)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step) }
}
