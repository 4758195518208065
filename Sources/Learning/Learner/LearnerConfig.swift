/// Everything that decides how a network, whichever it is, learns from a batch.
package struct LearnerConfig: Sendable, Equatable {
  /// One of ``LearningRules/names``.
  package var method: String
  /// Samples of a training batch, at least 1.
  package var batchSize: Int
  package var optimizer: OptimizerConfig
  package var feedback: FeedbackConfig
  /// Whether the alignment angle is measured in every step.
  package var measuresAngle: Bool

  package init(
    method: String, batchSize: Int = 50,
    optimizer: OptimizerConfig = OptimizerConfig(),
    feedback: FeedbackConfig = FeedbackConfig(), measuresAngle: Bool = true
  ) {
    self.method = method
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.feedback = feedback
    self.measuresAngle = measuresAngle
  }
}
