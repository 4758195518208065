import Compute

/// Only the output layer learns: the floor that every method has to rise above.
///
///     s_l = 0
///
/// Hidden parameters are left alone, decay included; running statistics move.
///
/// - Source: the `shallow` mode of Frenkel et al. 2021's code.
package struct Shallow: LearningRule {
  package static let name = "shallow"
  package static let title = "Output layer only"
  package static let route = SignalRoute.none
  package static let reference: String? = "Frenkel, Lefebvre and Bol, 2021"
  package static let summary = "only the output layer learns, on random hidden layers"
  package let feedback = NoFeedback()

  package static func trains(_ block: BlockSpec, isOutput: Bool) -> Bool { isOutput }

  package init(_ context: RuleContext) {}

  package func plan(_ step: StepContext) throws -> StepPlan {
    StepPlan(groups: [.init(local: try step.pass.output.localBackward())])
  }
}
