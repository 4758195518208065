import Compute

/// A network's parameters, and the passes that run it with batches of some size.
package final class Network {
  package let spec: NetworkSpec
  package let device: Device
  package let blocks: [Block]
  private let injection: FeedbackConfig.Injection
  private let precision: Precision
  private var passes: [PassKey: NetworkPass]

  private struct PassKey: Hashable {
    let batchSize: Int
    let mode: NetworkPass.Mode
  }

  /// Builds the parameters together with the pass for training batches, whose layouts decide theirs.
  ///
  /// - Parameters:
  ///   - batchSize: of the training batches.
  ///   - injection: where the blocks have their feedback points.
  ///   - precision: of activations, and of weights where they are multiplied.
  ///   - seed: the run's seed; block i draws its weights from stream i of `.forwardWeights`.
  /// - Precondition: the spec's `shapes` have been inferred without an error.
  /// - Throws: ``ComputeError``.
  package init(
    _ spec: NetworkSpec, batchSize: Int, injection: FeedbackConfig.Injection = .post_activation,
    precision: Precision = .f32, seed: UInt64, on device: Device
  ) throws {
    self.spec = spec
    self.device = device
    self.injection = injection
    self.precision = precision
    var blocks: [Block] = []
    let pass = try NetworkPass(
      spec, batchSize: batchSize, injection: injection, mode: .training,
      precision: precision, on: device
    ) { index, input in
      let block = try Block(
        spec.blocks[index], input: input, precision: precision, isOutput: index == spec.blocks.count - 1,
        seed: seed, index: index, on: device)
      blocks.append(block)
      return block
    }
    self.blocks = blocks
    passes = [PassKey(batchSize: batchSize, mode: .training): pass]
  }

  /// The pass for batches of `batchSize`: made once, with all its primitives and memory, then reused.
  package func pass(batchSize: Int, mode: NetworkPass.Mode) throws -> NetworkPass {
    let key = PassKey(batchSize: batchSize, mode: mode)
    if let pass = passes[key] { return pass }
    let pass = try NetworkPass(
      spec, batchSize: batchSize, injection: injection, mode: mode, precision: precision, on: device
    ) { index, _ in blocks[index] }
    passes[key] = pass
    return pass
  }

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
