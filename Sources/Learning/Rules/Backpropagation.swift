import Compute

/// Backpropagation: the error goes back block by block, through the transposes of the forward weights.
///
///     s_l = δz_{l+1} W_{l+1}        δz = gradient at a parameter layer's raw output
package enum Backpropagation: LearningRule {
  package static let name = "bp"
  package static let summary = "backpropagation through the transposed forward weights"
  package static let feedback = FeedbackKind.none

  package static func backward(over pass: NetworkPass, feedback: Feedback) throws -> BackwardPlan {
    var operations: [any Operation] = []
    for index in pass.blocks.indices.reversed() {
      let block = pass.blocks[index]
      operations.append(block.localBackward)
      // Nothing learns before the first block, so its input's gradient is never needed.
      if index > 0 {
        operations.append(
          try block.transport(to: pass.blocks[index - 1], through: block.block.weight.value))
      }
    }
    return BackwardPlan(groups: [OperationSequence(operations)])
  }
}
