import Compute

/// A network's structure, without any numbers in it.
package struct NetworkSpec: Sendable, Equatable {
  /// Shape of one sample: (C, H, W).
  package var input: [Int]
  /// First to last; the last one is the output block and gives one logit per class.
  package var blocks: [BlockSpec]

  /// - Precondition: at least one block.
  package init(input: [Int], blocks: [BlockSpec]) {
    precondition(!blocks.isEmpty, "a network needs at least an output block")
    self.input = input
    self.blocks = blocks
  }

  /// Logits.
  package var classes: Int {
    switch blocks[blocks.count - 1].layer {
    case .linear(let outputs), .convolution(let outputs, _): outputs
    }
  }

  /// Blocks that have a feedback point: all but the output block.
  package var hidden: ArraySlice<BlockSpec> { blocks.dropLast() }

  /// Shape of one sample as the first block reads it.
  var inputShape: [Int] { blocks[0].isConvolution ? input : [input.reduce(1, *)] }
}
