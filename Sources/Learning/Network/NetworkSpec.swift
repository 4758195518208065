import Compute

/// One block of a network: a parameter layer, then batch norm and an activation as given.
package struct BlockSpec: Sendable, Equatable {
  /// The layer that holds the weights.
  package enum Layer: Sendable, Equatable {
    case linear(outputs: Int)
  }

  /// As people name it: `fc1`, `conv2`.
  package var name: String
  package var layer: Layer
  package var norm: Bool
  /// nil for the identity.
  package var activation: Activation.Function?

  package init(name: String, layer: Layer, norm: Bool, activation: Activation.Function?) {
    self.name = name
    self.layer = layer
    self.norm = norm
    self.activation = activation
  }
}

/// A network's structure, without any numbers in it.
package struct NetworkSpec: Sendable, Equatable {
  /// Shape of one sample: (C, H, W).
  package var input: [Int]
  /// First to last; the last one is the output block and gives one logit per class.
  package var blocks: [BlockSpec]

  /// - Precondition: at least one block; the last is linear without norm and activation.
  package init(input: [Int], blocks: [BlockSpec]) {
    precondition(!blocks.isEmpty, "a network needs at least an output block")
    self.input = input
    self.blocks = blocks
  }

  package var classes: Int {
    switch blocks[blocks.count - 1].layer {
    case .linear(let outputs): outputs
    }
  }

  /// Blocks that have a feedback point: all but the output block.
  package var hidden: ArraySlice<BlockSpec> { blocks.dropLast() }
}
