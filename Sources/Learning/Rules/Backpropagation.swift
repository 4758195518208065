/// Backpropagation: the error goes back block by block, through the transposes of the forward weights.
///
///     s_l = δz_{l+1} W_{l+1}        δz = gradient at a parameter layer's raw output; a transposed convolution where
///                                   the block is one
package struct Backpropagation: LearningRule {
  package static let name = "bp"
  package static let title = "Backpropagation"
  package static let route = SignalRoute.serial
  package static let summary = "backpropagation through the transposed forward weights"
  package let feedback = NoFeedback()

  package init(_ context: RuleContext) {}

  package func plan(_ step: StepContext) throws -> StepPlan { try .serial(over: step.pass) }
}
