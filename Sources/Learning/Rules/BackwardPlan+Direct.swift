import Compute

extension BackwardPlan {
  /// The signal jumps from the output to each feedback point: s_l = e B_l. The points do not depend on each other.
  ///
  /// A block that is no feedback point receives what is backpropagated from the block above it, so it belongs to the
  /// group of the nearest point above, or of the output.
  static func direct(_ context: BackwardContext, sending sent: SentSignal) throws -> BackwardPlan {
    let (pass, feedback) = (context.pass, context.feedback)
    let (signal, making) = try sent.make(of: pass, scale: feedback.config.errorScale)
    var groups: [[any Operation]] = [[try pass.output.localBackward()]]
    for index in pass.hidden.indices.reversed() {
      let block = pass.blocks[index]
      guard let matrix = feedback.matrices[index] else {
        let above = pass.blocks[index + 1]
        groups[groups.count - 1] += [
          try above.transport(to: block, through: above.block.weight.value), try block.fullBackward(),
        ]
        continue
      }
      var operations: [any Operation] = [
        try MatrixProduct.operation(
          MatrixOperand(signal), MatrixOperand(matrix.value.asMatrix(on: pass.device)),
          into: block.pointGradient(), on: pass.device)
      ]
      if feedback.kind.learns {
        operations += try learning(matrix, mask: feedback.masks[index], at: block, in: pass)
      }
      operations.append(try block.localBackward())
      groups.append(operations)
    }
    return BackwardPlan(
      preparation: making.map { [$0] } ?? [], groups: groups.map { OperationSequence($0) })
  }

  /// ∂B_l = δ_kᵀ a_l, with δ_k as the output layer has it, whatever the hidden blocks are sent.
  private static func learning(
    _ matrix: Parameter, mask: Tensor?, at block: BlockPass, in pass: NetworkPass
  ) throws -> [any Operation] {
    let product = try MatrixProduct.operation(
      MatrixOperand(pass.outputError(), transposed: true), MatrixOperand(block.point),
      into: matrix.gradient.asMatrix(on: pass.device), on: pass.device)
    guard let mask else { return [product] }
    // What is absent from a sparse matrix stays absent.
    return [product, Kernel { Feedback.multiply(matrix.gradient, by: mask) }]
  }
}
