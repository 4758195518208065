/// Backpropagation through the fully connected blocks alone: the convolutions stay as they were drawn. What a direct
/// method gains over this is what it teaches the convolutions.
///
/// The frozen blocks' W, b, γ and β do not change, not even by decay; their running statistics do, because evaluation
/// needs them. Where a network has no convolution this is `bp`.
///
/// - Source: "Learning the connections in direct feedback alignment", Tables 1 and 2, row BP-FC-only.
package enum BackpropagationFCOnly: LearningRule {
  package static let name = "bp-fc-only"
  package static let summary = "backpropagation through the fully connected layers; convolutions stay random"
  package static let feedback = FeedbackKind.none

  package static func trains(_ block: BlockSpec, isOutput: Bool) -> Bool { !block.isConvolution }

  package static func backward(_ context: BackwardContext) throws -> BackwardPlan {
    let lowest = context.pass.blocks.lastIndex { $0.block.spec.isConvolution }.map { $0 + 1 } ?? 0
    return try .serial(over: context.pass, lowest: lowest)
  }
}
