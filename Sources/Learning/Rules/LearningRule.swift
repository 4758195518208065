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

  /// The backward pass over `pass`, whose forward pass has been run and whose `outputError` has been written.
  ///
  /// - Parameter feedback: the matrices asked for in ``feedback``.
  /// - Throws: ``ComputeError``.
  static func backward(over pass: NetworkPass, feedback: Feedback) throws -> BackwardPlan
}

/// The feedback matrices that a rule needs.
package enum FeedbackKind: Sendable, Equatable {
  /// None: the error goes back through the weights.
  case none
  /// One per hidden block, from the output straight to it.
  case direct(learns: Bool)
}

/// A backward pass, ready to run.
package struct BackwardPlan {
  /// Sequences that share no result: they may run in any order or at the same time.
  package let groups: [OperationSequence]

  package init(groups: [OperationSequence]) { self.groups = groups }

  package func run() throws {
    for group in groups { try group.run() }
  }
}
