import Compute

/// How the error finds its way back to the hidden blocks. All a rule decides is each block's learning signal s
/// and, where feedback learns, the gradient of the feedback; the rest is the same for all.
///
/// A new rule is one file in this folder, one line in ``LearningRules`` and one oracle fixture.
package protocol LearningRule: SendableMetatype {
  /// As in a config: `dkp`.
  static var name: String { get }
  /// One line for people.
  static var summary: String { get }
  /// Which feedback matrices the rule needs.
  static var feedback: FeedbackKind { get }

  /// Whether a block's parameters learn at all; one that does not is left alone by the optimizer, decay included.
  static func trains(_ block: BlockSpec, isOutput: Bool) -> Bool

  /// The backward pass over the pass of `context`, whose forward pass has been run and whose output error has been
  /// written.
  ///
  /// - Throws: ``ComputeError``.
  static func backward(_ context: BackwardContext) throws -> BackwardPlan
}

extension LearningRule {
  package static func trains(_ block: BlockSpec, isOutput: Bool) -> Bool { true }
}

/// What a rule makes its backward pass of.
package struct BackwardContext {
  package let pass: NetworkPass
  /// The matrices that the rule asked for.
  package let feedback: Feedback
  /// The alignment angles that are measured, by the number of the block: a direct rule makes what they are taken of on
  /// its way.
  package let angles: [Int: AlignmentAngle]
  /// Whether the learning signals are looked at after the pass.
  package let keepsSignals: Bool
  /// The number of the step under way, for rules that draw something anew in each.
  package let step: () -> Int

  package init(
    pass: NetworkPass, feedback: Feedback, angles: [Int: AlignmentAngle] = [:],
    keepsSignals: Bool = true, step: @escaping () -> Int = { 1 }
  ) {
    self.pass = pass
    self.feedback = feedback
    self.angles = angles
    self.keepsSignals = keepsSignals
    self.step = step
  }
}
