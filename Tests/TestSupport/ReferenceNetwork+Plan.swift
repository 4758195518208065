extension ReferenceNetwork {
  /// A network from what its blocks consist of; weights are zero until set. Convolutional blocks are called `conv1`,
  /// `conv2`, ..., linear ones `fc1`, `fc2`, ...; the last one is the output layer, and its outputs are the classes.
  ///
  ///     ReferenceNetwork(
  ///       input: ReferenceShape(channels: 3, height: 9, width: 9),
  ///       blocks: [
  ///         .convolution(16, kernel: 3, padding: 1, [.norm, .activation(.relu), .maxPool(kernel: 3, stride: 2)]),
  ///         .linear(7, [.norm, .activation(.relu), .dropout(probability: 0.5)]),
  ///         .linear(4),
  ///       ])
  package init(
    input: ReferenceShape, blocks plans: [ReferenceBlockPlan],
    injection: ReferenceBlockPlan.Injection = .postActivation
  ) {
    var blocks: [ReferenceBlock] = []
    var (shape, convolutions, linears) = (input, 0, 0)
    for plan in plans {
      let name: String
      switch plan.layer {
      case .convolution:
        convolutions += 1
        name = "conv\(convolutions)"
      case .linear:
        linears += 1
        name = "fc\(linears)"
      }
      let (block, output) = plan.build(name: name, input: shape, injection: injection)
      blocks.append(block)
      shape = output
    }
    self.init(blocks: blocks, classes: shape.count)
  }

  /// The dropout masks by block name, ones and zeros of [N, ...]: those a training pass uses until they are replaced.
  /// Setting leaves the blocks that are not named alone.
  package var masks: [String: [Double]] {
    get {
      var masks: [String: [Double]] = [:]
      for block in blocks { masks[block.name] = block.mask }
      return masks
    }
    set {
      for (name, mask) in newValue {
        guard let index = blocks.firstIndex(where: { $0.name == name }) else {
          preconditionFailure("a mask for \(name), but there are only \(blocks.map(\.name))")
        }
        blocks[index].mask = mask
      }
    }
  }
}
