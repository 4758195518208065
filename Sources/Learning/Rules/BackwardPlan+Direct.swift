import Compute

extension BackwardPlan {
  /// The signal jumps from the output to each feedback point: s_l = e B_l. The points do not depend on each other.
  ///
  /// A block that is no feedback point receives what is backpropagated from the block above it, so it belongs to the
  /// group of the nearest point above, or of the output.
  static func direct(_ context: BackwardContext, sending sent: SentSignal) throws -> BackwardPlan {
    let (pass, feedback) = (context.pass, context.feedback)
    let (signal, making) = try sent.make(of: pass, scale: feedback.config.errorScale)
    var groups: [(feedback: (any Operation)?, local: [any Operation])] = [
      (nil, [try pass.output.localBackward()])
    ]
    for index in pass.hidden.indices.reversed() {
      let block = pass.blocks[index]
      guard let matrix = feedback.matrices[index] else {
        let above = pass.blocks[index + 1]
        groups[groups.count - 1].local += [
          try above.transport(to: block, through: above.block.weight.value), try block.fullBackward(),
        ]
        continue
      }
      let point = try FeedbackPoint(
        matrix: matrix.value.asMatrix(on: pass.device), sent: signal,
        // As the output layer has it, whatever the hidden blocks are sent.
        error: pass.outputError(),
        matrixGradient: feedback.kind.learns ? matrix.gradient.asMatrix(on: pass.device) : nil,
        image: context.angles[index]?.image, on: pass.device)
      let (products, local) = try block.localBackward(from: point, keepsSignal: context.keepsSignals)
      groups.append((masked(products, matrix, mask: feedback.masks[index]), [local]))
    }
    return BackwardPlan(
      preparation: making.map { [$0] } ?? [],
      groups: groups.map { Group(feedback: $0.feedback, local: OperationSequence($0.local)) })
  }

  /// What is absent from a sparse matrix stays absent.
  private static func masked(
    _ products: any Operation, _ matrix: Parameter, mask: Tensor?
  ) -> any Operation {
    guard let mask else { return products }
    return OperationSequence([products, Kernel { Feedback.multiply(matrix.gradient, by: mask) }])
  }
}
