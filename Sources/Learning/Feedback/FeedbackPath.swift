import Compute

/// What a rule adds to a network so that a signal finds its way to the hidden blocks: feedback matrices, local heads,
/// predictors. It owns its parameters, what a checkpoint holds of them, and what can be measured of them.
package protocol FeedbackPath: AnyObject {
  /// What keeps a config from being used with a network; nil if nothing does.
  static func problem(with config: FeedbackConfig, network: NetworkSpec) -> FeedbackProblem?

  /// What learns beside the forward weights.
  var groups: [ParameterGroup] { get }
  /// What a checkpoint holds of it, by exchange names.
  var tensors: [NamedTensor] { get }
  /// What a checkpoint holds of it that are no tensors.
  var scalars: [String: Double] { get set }

  /// Called before a run's first step, when the weights are what they will have begun with.
  func begin()

  /// Whether its signals can be others than backpropagation's.
  var makesSignals: Bool { get }
  /// What can be measured in training steps.
  var stepProbes: [StepProbe] { get }
  /// What can be measured at the end of an epoch.
  var epochProbes: [LayerProbe] { get }
}

extension FeedbackPath {
  package static func problem(with config: FeedbackConfig, network: NetworkSpec) -> FeedbackProblem? {
    config.commonProblem(in: network) ?? config.sparsityProblem
  }

  package var groups: [ParameterGroup] { [] }
  package var tensors: [NamedTensor] { [] }
  package var scalars: [String: Double] {
    get { [:] }
    set {}
  }
  package func begin() {}

  package var makesSignals: Bool { true }
  package var stepProbes: [StepProbe] { [] }
  package var epochProbes: [LayerProbe] { [] }
}

/// Of rules that add nothing: the error goes back through the weights, or not at all.
package final class NoFeedback: FeedbackPath {
  package init() {}

  package var makesSignals: Bool { false }
}
