import Compute

/// Only the output layer learns: the floor that every method has to rise above.
///
///     s_l = 0
///
/// Hidden parameters are left alone, decay included; running statistics move.
///
/// - Source: the `shallow` mode of Frenkel et al. 2021's code.
package enum Shallow: LearningRule {
  package static let name = "shallow"
  package static let summary = "only the output layer learns, on random hidden layers"
  package static let feedback = FeedbackKind.none

  package static func trains(_ block: BlockSpec, isOutput: Bool) -> Bool { isOutput }

  package static func backward(_ context: BackwardContext) throws -> BackwardPlan {
    BackwardPlan(groups: [.init(local: try context.pass.output.localBackward())])
  }
}
