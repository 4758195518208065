/// Backpropagation through the fully connected blocks alone: the convolutions stay as they were drawn. What a direct
/// method gains over this is what it teaches the convolutions.
///
/// The frozen blocks' W, b, γ and β do not change, not even by decay; their running statistics do, because evaluation
/// needs them. Where a network has no convolution this is `bp`.
///
/// - Source: "Learning the connections in direct feedback alignment", Tables 1 and 2, row BP-FC-only.
package struct BackpropagationFCOnly: LearningRule {
  package static let name = "bp-fc-only"
  package static let title = "Backpropagation, linear layers only"
  package static let route = SignalRoute.serial
  package static let reference: String? =
    "Learning the connections in direct feedback alignment, Tables 1 and 2"
  package static let summary = "backpropagation through the fully connected layers; convolutions stay random"
  package let feedback = NoFeedback()

  package init(_ context: RuleContext) {}

  package static func trains(_ block: BlockSpec, isOutput: Bool) -> Bool { !block.isConvolution }

  package func plan(_ step: StepContext) throws -> StepPlan {
    let lowest = step.pass.blocks.lastIndex { $0.block.spec.isConvolution }.map { $0 + 1 } ?? 0
    return try .serial(over: step.pass, lowest: lowest)
  }
}
