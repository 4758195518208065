import Compute

/// One block unrolled for batches of one size.
///
/// The *feedback point* is the tensor where a learning rule injects its signal; from there back to the block's own
/// parameters everything is exact local backpropagation, the same for every rule.
package final class BlockPass {
  package let block: Block
  package let input: Tensor
  /// What the next block reads.
  package let output: Tensor
  /// a, (N, n) with the columns in physical order: the activations at the feedback point.
  package let point: Tensor
  /// The same in the layout that the block works in: (N, C, H, W) or (N, n).
  package let pointLayout: Layout
  package let forward: OperationSequence

  private let parameterLayer: ParameterLayer
  private let layers: [any Layer]
  /// Numbers of `layers` in front of the feedback point, and in front of where `post_activation` would have it.
  private let pointIndex: Int
  private let activationIndex: Int
  /// ∂loss/∂z first, then the gradient of each layer's output. Made when a rule asks for them: a direct method
  /// injected in front of a pooling has no use for what lies behind it.
  private var gradients: [Tensor?]
  private let device: Device

  /// - Parameters:
  ///   - injection: where the feedback point is.
  ///   - step: tells the number of the training step under way.
  init(
    _ block: Block, input: Tensor, injection: FeedbackConfig.Injection, mode: NetworkPass.Mode,
    step: @escaping () -> Int, on device: Device
  ) throws {
    self.block = block
    self.input = input
    self.device = device
    parameterLayer = try ParameterLayer(block, input: input, on: device)
    var layers: [any Layer] = []
    var outputs = [parameterLayer.output]
    // By the number of stages passed, the number of layers these came to.
    var passed = [0]
    let stages = block.spec.stages
    for (index, stage) in stages.enumerated() {
      let last = outputs[outputs.count - 1]
      let layer: (any Layer)?
      switch stage {
      case .batchNorm:
        guard let norm = block.norm else { preconditionFailure("\(block.spec.name) has no norm parameters") }
        layer = try NormLayer(
          norm, input: last, fusesReLU: stages.dropFirst(index + 1).first == .activation(.relu), mode: mode,
          on: device)
      case .activation(.relu) where index > 0 && stages[index - 1] == .batchNorm:
        layer = nil  // It is in the batch norm.
      case .activation(.identity): layer = nil
      case .activation(let function): layer = try ActivationLayer(function, input: last, on: device)
      case .pooling(let kind, let window):
        layer = try PoolingLayer(kind, window: window, input: last, on: device)
      case .dropout(let rate):
        layer =
          mode == .training
          ? try DropoutLayer(rate: rate, input: last, stream: block.dropout, step: step, on: device) : nil
      }
      if let layer {
        layers.append(layer)
        outputs.append(layer.output)
      }
      passed.append(layers.count)
    }
    pointIndex = passed[block.spec.stagesBefore(injection)]
    activationIndex = passed[block.spec.stagesBefore(.post_activation)]
    self.layers = layers
    output = outputs[outputs.count - 1]
    gradients = outputs.map { _ in nil }
    pointLayout = outputs[pointIndex].layout
    point = try outputs[pointIndex].asMatrix(on: device)
    forward = OperationSequence([parameterLayer.forward] + layers.map(\.forward))
  }

  /// The block's dropout layers, first to last; none in evaluation.
  package var dropouts: [Dropout] { layers.compactMap { ($0 as? DropoutLayer)?.dropout } }

  // MARK: The linear map alone

  /// Z, (N, out) or (N, out, H', W'): what the block's products give, before the stages.
  package var mapLayout: Layout { parameterLayer.output.layout }

  /// Z = W ∗ X of any X in the place of the block's input: no bias, no batch norm, no activation.
  ///
  /// - Parameters:
  ///   - input: X, of ``input``'s shape.
  ///   - output: where Z goes, of ``mapLayout``'s shape.
  package func response(to input: Tensor, into output: Tensor) throws -> any Operation {
    try parameterLayer.response(to: input, into: output)
  }

  /// How any X and Z go together, as the gradient of W has it:
  ///
  ///     Σ_n Z[n, o] X[n, i]        Σ_{n, i, j} Z[n, o, i, j] X[n, c, s·i + u − p, s·j + v − p] in a convolution
  ///
  /// - Parameters:
  ///   - input: X, of ``input``'s shape.
  ///   - output: Z, of ``mapLayout``'s shape.
  ///   - sum: where it goes, of the weight's layout.
  package func correlation(of input: Tensor, with output: Tensor, into sum: Tensor) throws -> any Operation {
    try parameterLayer.correlation(of: input, with: output, into: sum)
  }

  // MARK: Gradients

  /// s, (N, n), in the place of ∂loss/∂a: a learning rule writes it, ``localBackward()`` reads it.
  package func pointGradient() throws -> Tensor { try gradient(pointIndex).asMatrix(on: device) }

  /// ∂loss/∂output, for rules that bring the signal from the block above; ``fullBackward()`` reads it.
  package func outputGradient() throws -> Tensor { try gradient(layers.count) }

  /// What a signal injected at the feedback point has become right behind the last activation, row-major: the same, or
  /// what pooling and dropout let through. For tests and printing.
  package func signalBehindActivation(on device: Device) throws -> [Float] {
    try gradient(activationIndex).values(on: device)
  }

  private func gradient(_ index: Int) throws -> Tensor {
    if let known = gradients[index] { return known }
    let layout = index == 0 ? parameterLayer.output.layout : layers[index - 1].output.layout
    let made = try Tensor(layout, on: device)
    gradients[index] = made
    return made
  }

  // MARK: Backward

  /// From the signal at the feedback point to the gradients of the block's parameters.
  package func localBackward() throws -> OperationSequence {
    OperationSequence(try backwardToMap(from: pointIndex) + [parameterGradients()])
  }

  /// The same from a feedback matrix at the feedback point.
  ///
  /// - Parameter keepsSignal: whether ``pointGradient()`` holds the signal afterwards. Where it need not, it may never
  ///   come to lie in memory.
  /// - Returns: the matrix's products, which may reach into the block, and what is left of the way back.
  func localBackward(
    from feedback: FeedbackPoint, keepsSignal: Bool
  ) throws -> (feedback: any Operation, local: OperationSequence) {
    if !keepsSignal, pointIndex > 0, let norm = layers[pointIndex - 1] as? NormLayer,
      let through = try norm.backward(from: feedback, inputGradient: gradient(pointIndex - 1))
    {
      return (
        through, OperationSequence(try backwardToMap(from: pointIndex - 1) + [parameterGradients()])
      )
    }
    let products = try feedback.products(activations: point, signal: pointGradient())
    return (products, try localBackward())
  }

  /// From the gradient of the block's output to the gradients of its parameters, through the feedback point.
  package func fullBackward() throws -> OperationSequence {
    OperationSequence(try backwardToMap() + [parameterGradients()])
  }

  /// From the gradient of the block's output to that of z, without the parameter layer's own gradients: enough to
  /// see what would arrive at the blocks below.
  package func backwardToMap() throws -> [any Operation] { try backwardToMap(from: layers.count) }

  private func backwardToMap(from last: Int) throws -> [any Operation] {
    try (0..<last).reversed().map {
      try layers[$0].backward(outputGradient: gradient($0 + 1), inputGradient: gradient($0))
    }
  }

  private func parameterGradients() throws -> any Operation {
    try parameterLayer.parameterGradients(outputGradient: gradient(0))
  }

  /// The transport of serial methods: ∂loss/∂(this block's input), through `weight`, into the block before.
  ///
  /// - Parameter weight: W itself for backpropagation, or a feedback matrix in W's layout.
  package func transport(to previous: BlockPass, through weight: Tensor) throws -> any Operation {
    try parameterLayer.inputGradient(
      outputGradient: gradient(0), through: weight, into: previous.outputGradient())
  }
}
