import Compute

extension StepPlan {
  /// The signal goes down block by block: each block receives what the one above it sends.
  ///
  /// - Parameters:
  ///   - lowest: number of the last block reached. Nothing learns below it, so nothing is sent there.
  ///   - matrix: what stands in W's place on the way down from the block of that number; nil for W itself.
  package static func serial(
    over pass: NetworkPass, lowest: Int = 0, preparation: [any Operation] = [],
    through matrix: (Int) -> Tensor? = { _ in nil }
  ) throws -> StepPlan {
    var operations: [any Operation] = []
    for index in (lowest..<pass.blocks.count).reversed() {
      let block = pass.blocks[index]
      operations.append(try block.fullBackward())
      guard index > lowest else { continue }
      operations.append(
        try block.transport(
          to: pass.blocks[index - 1], through: matrix(index) ?? block.block.weight.value))
    }
    return StepPlan(preparation: preparation, groups: [Group(local: OperationSequence(operations))])
  }
}
