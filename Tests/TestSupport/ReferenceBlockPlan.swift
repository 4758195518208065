/// What a block consists of, without the sizes that follow from the blocks before it.
package struct ReferenceBlockPlan: Sendable {
  package enum Layer: Sendable {
    /// `conv1`, `conv2`, ...
    case convolution(outputs: Int, kernel: Int, stride: Int, padding: Int)
    /// `fc1`, `fc2`, ...; reads a picture flattened, in C H W order.
    case linear(outputs: Int)
  }

  package enum Step: Sendable {
    case norm
    case activation(ReferenceActivation.Function)
    case maxPool(kernel: Int, stride: Int, padding: Int = 0)
    case averagePool(kernel: Int, stride: Int, padding: Int = 0)
    case dropout(probability: Double)
  }

  /// Where a method's signal is injected; the names are those of a job config.
  package enum Injection: String, Sendable, CaseIterable {
    /// Behind the block's last layer that is neither pooling nor dropout.
    case postActivation = "post_activation"
    /// Behind the block's last layer.
    case blockOutput = "block_output"
  }

  package let layer: Layer
  package let steps: [Step]

  package init(_ layer: Layer, _ steps: [Step] = []) {
    self.layer = layer
    self.steps = steps
  }

  package static func convolution(
    _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, _ steps: [Step] = []
  ) -> ReferenceBlockPlan {
    ReferenceBlockPlan(
      .convolution(outputs: outputs, kernel: kernel, stride: stride, padding: padding), steps)
  }

  package static func linear(_ outputs: Int, _ steps: [Step] = []) -> ReferenceBlockPlan {
    ReferenceBlockPlan(.linear(outputs: outputs), steps)
  }

  /// The block for samples of this shape, with weights of zero, and the shape of what it puts out.
  package func build(
    name: String, input: ReferenceShape, injection: Injection
  ) -> (block: ReferenceBlock, output: ReferenceShape) {
    var layers: [any ReferenceLayer] = []
    var shape: ReferenceShape
    switch layer {
    case .convolution(let outputs, let kernel, let stride, let padding):
      let convolution = ReferenceConvolution(
        input: input, outputs: outputs, kernel: kernel, stride: stride, padding: padding)
      shape = convolution.output
      layers.append(convolution)
    case .linear(let outputs):
      shape = ReferenceShape(channels: outputs)
      layers.append(ReferenceLinear(inputs: input.count, outputs: outputs))
    }
    var (point, features) = (0, shape.count)
    for step in steps {
      let isGate: Bool
      switch step {
      case .norm:
        layers.append(ReferenceBatchNorm(features: shape.channels, positions: shape.positions))
        isGate = false
      case .activation(let function):
        layers.append(ReferenceActivation(function))
        isGate = false
      case .maxPool(let kernel, let stride, let padding):
        let pool = ReferenceMaxPool(input: shape, kernel: kernel, stride: stride, padding: padding)
        shape = pool.output
        layers.append(pool)
        isGate = true
      case .averagePool(let kernel, let stride, let padding):
        let pool = ReferenceAveragePool(input: shape, kernel: kernel, stride: stride, padding: padding)
        shape = pool.output
        layers.append(pool)
        isGate = true
      case .dropout(let probability):
        layers.append(ReferenceDropout(probability: probability, features: shape.count))
        isGate = true
      }
      if injection == .blockOutput || !isGate { (point, features) = (layers.count - 1, shape.count) }
    }
    let block = ReferenceBlock(name: name, layers: layers, features: features, feedbackPoint: point)
    return (block, shape)
  }
}
