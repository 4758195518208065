import Compute

/// A network's parameters, and the passes that run it with batches of some size.
package final class Network {
  package let spec: NetworkSpec
  package let device: Device
  package let blocks: [Block]
  private var passes: [PassKey: NetworkPass] = [:]

  private struct PassKey: Hashable {
    let batchSize: Int
    let mode: NetworkPass.Mode
  }

  /// - Parameters:
  ///   - batchSize: of the training batches, for which the weights' layouts are chosen.
  ///   - seed: the run's seed; block i draws its weights from stream i of `.forwardWeights`.
  /// - Throws: ``ComputeError``.
  package init(_ spec: NetworkSpec, batchSize: Int, seed: UInt64, on device: Device) throws {
    self.spec = spec
    self.device = device
    var blocks: [Block] = []
    var input = Layout([batchSize] + NetworkPass.inputShape(of: spec))
    for (index, block) in spec.blocks.enumerated() {
      let stream = RandomStream(seed: seed, purpose: .forwardWeights, index: UInt32(index))
      blocks.append(try Block(block, input: input, stream: stream, on: device))
      input = Layout([batchSize, blocks[index].bias.value.layout.count])
    }
    self.blocks = blocks
  }

  /// The pass for batches of `batchSize`: made once, with all its primitives and memory, then reused.
  package func pass(batchSize: Int, mode: NetworkPass.Mode) throws -> NetworkPass {
    let key = PassKey(batchSize: batchSize, mode: mode)
    if let pass = passes[key] { return pass }
    let pass = try NetworkPass(self, batchSize: batchSize, mode: mode)
    passes[key] = pass
    return pass
  }

  /// Everything that the forward optimizer updates, first block first.
  package var parameters: [Parameter] { blocks.flatMap(\.parameters) }

  /// Every tensor that a checkpoint of the network holds.
  package var tensors: [NamedTensor] {
    blocks.flatMap { block in
      block.parameters.map(\.named)
        + (block.norm.map {
          [
            NamedTensor("\(block.spec.name).norm.running_mean", shape: $0.scale.shape, $0.runningMean),
            NamedTensor("\(block.spec.name).norm.running_var", shape: $0.scale.shape, $0.runningVariance),
          ]
        } ?? [])
    }
  }
}
