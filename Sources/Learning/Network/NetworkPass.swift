import Compute

/// A network unrolled for batches of one size: the tensors between its blocks and the operations over them.
package final class NetworkPass {
  package enum Mode: Hashable, Sendable {
    /// Batch statistics, gradients kept.
    case training
    /// Running statistics, nothing kept.
    case evaluation
  }

  package let batchSize: Int
  package let mode: Mode
  package let device: Device
  /// X, (N, ...) row-major: written by the caller before `forward()`.
  package let input: Tensor
  /// One class per sample, 0..<classes: written by the caller.
  package var labels: [Int32]
  package let blocks: [BlockPass]

  init(_ network: Network, batchSize: Int, mode: Mode) throws {
    self.batchSize = batchSize
    self.mode = mode
    device = network.device
    input = try Tensor(shape: [batchSize] + Self.inputShape(of: network.spec), on: device)
    labels = Array(repeating: 0, count: batchSize)
    var blocks: [BlockPass] = []
    for block in network.blocks {
      blocks.append(
        try BlockPass(block, input: blocks.last?.output ?? input, mode: mode, on: device))
    }
    self.blocks = blocks
  }

  /// Shape of one sample as the first block reads it.
  static func inputShape(of spec: NetworkSpec) -> [Int] {
    switch spec.blocks[0].layer {
    case .linear: [spec.input.reduce(1, *)]
    }
  }

  /// Blocks with a feedback point.
  package var hidden: ArraySlice<BlockPass> { blocks.dropLast() }
  package var output: BlockPass { blocks[blocks.count - 1] }
  /// h_k, (N, C): the output block's result, bias included, before the softmax.
  package var logits: Tensor { output.point }
  /// δ_k = ∂loss/∂logits, (N, C): written by the loss, read by every learning rule.
  package var outputError: Tensor { output.pointGradient }

  /// Copies a batch in.
  ///
  /// - Precondition: `pixels` holds N samples and `labels` N classes.
  package func load(pixels: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>) {
    precondition(
      pixels.count == input.elements.count && labels.count == batchSize,
      "a batch of \(batchSize) needs \(input.elements.count) numbers, got \(pixels.count) with \(labels.count) labels"
    )
    _ = input.elements.update(fromContentsOf: pixels)
    for (index, label) in labels.enumerated() { self.labels[index] = label }
  }

  /// Runs all blocks on `input`.
  package func forward() throws {
    for block in blocks { try block.forward.run() }
  }
}
