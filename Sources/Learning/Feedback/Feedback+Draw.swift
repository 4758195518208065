import Compute

extension Feedback {
  /// Makes one block's matrix.
  struct Draw {
    let block: Block
    /// Layout of the block's activations at its feedback point.
    let point: Layout
    let classes: Int
    let config: FeedbackConfig
    let stream: RandomStream

    private var name: String { "\(block.spec.name).feedback" }

    /// B (C, n).
    func direct(on device: Device) throws -> Parameter {
      let layout = point.withRows(classes).kept(in: .f32)
      let matrix = try Parameter(name, layout: layout, on: device)
      try draw(into: matrix.value, on: device)
      return matrix
    }

    /// B of the weight's shape and layout; one that learns does so by the weight's own gradient.
    func serial(learns: Bool, on device: Device) throws -> Parameter {
      let weight = block.weight
      let matrix = try Parameter(
        name, shape: weight.shape, layout: weight.value.layout, sharing: weight.gradient, on: device)
      if config.initializer == .copyOfWeights {
        _ = matrix.value.elements.update(from: weight.value.elements)
      } else {
        try draw(into: matrix.value, on: device)
      }
      return matrix
    }

    /// A matrix to be made of signs before each use.
    func blank(on device: Device) throws -> Parameter {
      try Parameter(
        name, shape: block.weight.shape, layout: block.weight.value.layout, sharing: block.weight.gradient,
        on: device)
    }

    /// |M|, in the weight's layout.
    func magnitude(_ source: FeedbackKind.SignMagnitude, on device: Device) throws -> Tensor {
      let magnitude = try Tensor(block.weight.value.layout, on: device)
      switch source {
      case .uniform:
        // W is drawn from U(±1/√fan_in), whose standard deviation this is.
        magnitude.elements.update(repeating: 1 / (3 * Float(block.fanIn)).squareRoot())
      case .fixed:
        try draw(into: magnitude, on: device)
        let values = magnitude.elements
        for index in values.indices { values[index] = abs(values[index]) }
      case .redrawn: break
      }
      return magnitude
    }

    /// For each unit, which of its C entries may be different from zero: `nonzeros` of them, each choice equally
    /// likely. nil where all may.
    ///
    /// - Source: Crafton et al., "Direct feedback alignment with sparse connections for local learning", 2019.
    func mask(_ stream: RandomStream, on device: Device) throws -> Tensor? {
      guard let nonzeros = config.nonzeros, nonzeros < classes else { return nil }
      let units = point.count / point.shape[0]
      var stream = stream
      let mask = try Tensor(point.withRows(classes).kept(in: .f32), on: device)
      try mask.fill(on: device) { values in
        values.update(repeating: 0)
        for unit in 0..<units {
          for row in stream.permutation(classes).prefix(nonzeros) { values[Int(row) * units + unit] = 1 }
        }
      }
      return mask
    }

    /// In logical order, so that the numbers do not depend on a processor's layouts.
    private func draw(into tensor: Tensor, on device: Device) throws {
      let shape = tensor.layout.shape
      let fanIn = shape.dropFirst().reduce(1, *)
      // A direct matrix is a map to C logits, whatever its columns are arranged in; a kernel has k·k times `out`.
      let isKernel = block.spec.isConvolution && tensor.layout == block.weight.value.layout
      let fanOut = shape[0] * (isKernel ? shape.dropFirst(2).reduce(1, *) : 1)
      try tensor.fill(on: device) {
        config.initializer.fill($0, fans: .init(fanIn: fanIn, fanOut: fanOut), from: stream)
      }
    }
  }
}
