/// Sign symmetry: feedback alignment through the signs of the weights, with the same magnitude everywhere.
///
///     s_l = δz_{l+1} B_{l+1}        B = σ sign(W), σ the standard deviation that W was drawn with; sign(0) = 0
///
/// - Source: Liao, Leibo and Poggio, "How important is weight symmetry in backpropagation?", AAAI 2016 (uSF); Xiao et
///   al., "Biologically-plausible learning algorithms can scale to large datasets", 2018.
package struct UniformSignFeedback: LearningRule {
  package static let name = "usf"
  package static let title = "Sign symmetry"
  package static let route = SignalRoute.serial
  package static let reference: String? = "Liao, Leibo and Poggio, 2016"
  package static let summary = "sign symmetry: the weights' signs, all of one magnitude"
  package let feedback: SignFeedback

  package init(_ context: RuleContext) throws {
    feedback = try SignFeedback(context, magnitude: .uniform)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step) }
}

/// Sign symmetry with fixed random magnitudes (frSF): B = |M| ⊙ sign(W), M drawn once.
package struct FixedRandomSignFeedback: LearningRule {
  package static let name = "frsf"
  package static let title = "Sign symmetry, fixed magnitudes"
  package static let route = SignalRoute.serial
  package static let reference: String? = "Liao, Leibo and Poggio, 2016"
  package static let summary = "sign symmetry: the weights' signs with random magnitudes, drawn once"
  package let feedback: SignFeedback

  package init(_ context: RuleContext) throws {
    feedback = try SignFeedback(context, magnitude: .fixed)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step) }
}

/// Sign symmetry with random magnitudes of each batch's own (brSF): B = |M| ⊙ sign(W), M drawn anew in every step.
package struct BatchRandomSignFeedback: LearningRule {
  package static let name = "brsf"
  package static let title = "Sign symmetry, magnitudes of each batch"
  package static let route = SignalRoute.serial
  package static let reference: String? = "Liao, Leibo and Poggio, 2016"
  package static let summary = "sign symmetry: the weights' signs with random magnitudes, new for each batch"
  package let feedback: SignFeedback

  package init(_ context: RuleContext) throws {
    feedback = try SignFeedback(context, magnitude: .redrawn)
  }

  package func plan(_ step: StepContext) throws -> StepPlan { try feedback.plan(step) }
}
