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
  /// Numbers of the blocks whose alignment angle its plans can take, first to last.
  var alignedBlocks: [Int] { get }
  /// What can be measured in every step, behind the backward pass.
  var stepProbes: [LayerProbe] { get }
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
  package var alignedBlocks: [Int] { [] }
  package var stepProbes: [LayerProbe] { [] }
  package var epochProbes: [LayerProbe] { [] }
}

/// One quantity that can be measured at one block.
package struct LayerProbe {
  /// The metric's: `weight_angle`.
  package let name: String
  /// The block's number.
  package let block: Int
  package let value: () -> Double

  package init(_ name: String, block: Int, _ value: @escaping () -> Double) {
    self.name = name
    self.block = block
    self.value = value
  }
}

/// Of rules that add nothing: the error goes back through the weights, or not at all.
package final class NoFeedback: FeedbackPath {
  package init() {}

  package var makesSignals: Bool { false }
}

/// What keeps a feedback config from being used with a network.
package struct FeedbackProblem: Sendable, Equatable {
  /// The key of `feedback` that it concerns.
  package let key: String
  package let message: String
  package let expected: String

  package init(_ key: String, _ message: String, expected: String) {
    self.key = key
    self.message = message
    self.expected = expected
  }
}

extension FeedbackConfig {
  /// What no path can do.
  func commonProblem(in network: NetworkSpec) -> FeedbackProblem? {
    let names = network.hidden.map(\.name)
    guard let unknown = points?.first(where: { !names.contains($0) }) else { return nil }
    return FeedbackProblem(
      "points", "there is no hidden block \"\(unknown)\" in this network",
      expected: "some of \(names.joined(separator: ", "))")
  }

  /// Of paths that cannot be sparse.
  var sparsityProblem: FeedbackProblem? {
    nonzeros == nil
      ? nil
      : FeedbackProblem(
        "nonzeros", "only direct feedback can be sparse", expected: "a direct method, or no \"nonzeros\"")
  }

  /// Of paths whose matrices do not have the weights' shape, or have the weights' signs anyway.
  var copyProblem: FeedbackProblem? {
    initializer != .copyOfWeights
      ? nil
      : FeedbackProblem(
        "init", "copy_of_weights needs feedback of the weights' shape",
        expected: "another one, or method fa or kp")
  }

  /// Of paths whose matrices do not come from the output.
  var launayProblem: FeedbackProblem? {
    initializer != .launayNormal
      ? nil
      : FeedbackProblem(
        "init", "launay_normal is for direct feedback", expected: "another one, or a direct method")
  }
}
