import Compute

extension BackwardPlan {
  /// The signal goes down block by block: each block receives what the one above it sends.
  ///
  /// - Parameters:
  ///   - lowest: number of the last block reached. Nothing learns below it, so nothing is sent there.
  ///   - matrix: what stands in W's place on the way down from the block of that number; nil for W itself.
  static func serial(
    over pass: NetworkPass, lowest: Int = 0, preparation: [any Operation] = [],
    through matrix: (Int) -> Tensor? = { _ in nil }
  ) throws -> BackwardPlan {
    var operations: [any Operation] = []
    for index in (lowest..<pass.blocks.count).reversed() {
      let block = pass.blocks[index]
      operations.append(try block.fullBackward())
      guard index > lowest else { continue }
      operations.append(
        try block.transport(
          to: pass.blocks[index - 1], through: matrix(index) ?? block.block.weight.value))
    }
    return BackwardPlan(preparation: preparation, groups: [Group(local: OperationSequence(operations))])
  }

  /// The same through a rule's feedback matrices where there are any.
  static func serial(_ context: BackwardContext) throws -> BackwardPlan {
    let (pass, feedback) = (context.pass, context.feedback)
    let signs = feedback.refreshingSigns(
      of: pass.blocks.map(\.block), step: context.step, on: pass.device)
    return try serial(over: pass, preparation: signs) { feedback.matrices[$0]?.value }
  }
}
