import Compute
import Formats

/// Everything that decides how a network, whichever it is, learns from a batch.
package struct LearnerConfig: Sendable, Equatable {
  /// One of ``LearningRules/names``.
  package var method: String
  /// Of the rule that the method names, as the config has them; what is missing is as the rule declares it.
  package var ruleOptions: JSONValue = [:]
  /// Samples of a training batch, at least 1.
  package var batchSize: Int
  package var loss: Loss
  /// Moves the forward weights.
  package var optimizer: OptimizerConfig
  /// Of the forward weights' learning rate.
  package var schedule: ScheduleConfig
  package var feedback: FeedbackConfig
  /// Of activations, their gradients, and weights where they are multiplied. Weights, statistics, logits and all that
  /// feedback learns are f32 whatever it is.
  package var precision: Precision
  /// Whether the alignment angle, or the weight angle where a rule has no direct feedback, is measured in every step.
  package var measuresAngle: Bool
  /// Steps between two measurements of the signal angle; 0 for none.
  package var signalAngleEvery: Int
  /// Whether the learning signals lie in memory after a step, for whoever wants to look at them. Without it a step is
  /// faster.
  package var keepsSignals: Bool

  package init(
    method: String, batchSize: Int = 50, loss: Loss = .cross_entropy,
    optimizer: OptimizerConfig = OptimizerConfig(), schedule: ScheduleConfig = .constant,
    feedback: FeedbackConfig = FeedbackConfig(), precision: Precision = .f32, measuresAngle: Bool = true,
    signalAngleEvery: Int = 0,
    keepsSignals: Bool = false
  ) {
    self.method = method
    self.batchSize = batchSize
    self.loss = loss
    self.optimizer = optimizer
    self.schedule = schedule
    self.feedback = feedback
    self.precision = precision
    self.measuresAngle = measuresAngle
    self.signalAngleEvery = signalAngleEvery
    self.keepsSignals = keepsSignals
  }
}
