import Compute
import Formats

/// How the error finds its way back to the hidden blocks: the value that a config's `method` stands for, made for one
/// run's network.
///
/// A rule decides each block's learning signal s and owns what it adds to a network for that: a ``FeedbackPath`` with
/// its parameters, its state in a checkpoint and what can be measured of it. From the signal on everything is the same
/// for all.
///
/// A new rule is one file in this folder, one line in ``LearningRules`` and one oracle fixture. Beside those of today
/// two more kinds fit:
///
/// - *Local losses* (Nøkland and Eidnes 2019): a path whose ``FeedbackPath/groups`` are the heads' weights; each
///   hidden block is a ``StepPlan/Group`` of its own, whose `feedback` is a head's products, its loss on the pass's
///   labels, and ∂loss/∂a written to ``BlockPass/pointGradient()``, and whose `local` is ``BlockPass/localBackward()``.
/// - *Synthetic gradients* (DNI, Jaderberg et al. 2017): a path whose groups are the predictors' weights, and a plan of
///   one group that goes from the top block down. ``BlockPass/transport(to:through:)`` brings to a block's output what
///   its predictor is to foretell, from which the predictor's gradient is taken; then the predictor's own signal, made
///   of ``BlockPass/point``, is written there, and ``BlockPass/localBackward()`` goes on.
///
/// What both would do as soon as a block's forward pass is over a plan does after the loss, from the same numbers.
package protocol LearningRule: SendableMetatype {
  /// What the rule adds to the network.
  associatedtype Feedback: FeedbackPath

  /// As in a config: `dkp`.
  static var name: String { get }
  /// As people call it.
  static var title: String { get }
  static var route: SignalRoute { get }
  /// Who described it, and when; nil where everybody knows.
  static var reference: String? { get }
  /// One line for people.
  static var summary: String { get }
  /// Declares what a config may set by reading it: `{"name": "weight-mirror", "noise": 0.1}`. Nothing unless a rule says so;
  /// one that does reads ``RuleContext/options`` by the same calls.
  static func declare(_ options: ConfigReader)
  /// What the rule draws random numbers for while it trains; see ``RuleContext/stream(_:of:index:)``.
  static var streams: [String] { get }

  /// Whether a block's parameters learn at all; one that does not is left alone by the optimizer, decay included.
  static func trains(_ block: BlockSpec, isOutput: Bool) -> Bool

  /// - Throws: ``ComputeError``.
  init(_ context: RuleContext) throws

  var feedback: Feedback { get }

  /// What a training step does with batches of one size.
  ///
  /// - Throws: ``ComputeError``.
  func plan(_ step: StepContext) throws -> StepPlan
}

/// Which way the error, or what stands for it, takes to the hidden blocks.
package enum SignalRoute: String, Sendable, CaseIterable {
  /// Straight from the output to each of them.
  case direct
  /// From block to block, last to first.
  case serial
  /// None: it does not reach them.
  case none
}

extension LearningRule {
  package static var reference: String? { nil }
  package static func declare(_ options: ConfigReader) {}
  package static var streams: [String] { [] }
  package static func trains(_ block: BlockSpec, isOutput: Bool) -> Bool { true }

  /// What keeps a feedback config from being used by this rule with a network; nil if nothing does.
  package static func problem(
    with config: FeedbackConfig, network: NetworkSpec
  ) -> FeedbackProblem? {
    Feedback.problem(with: config, network: network)
  }
}
