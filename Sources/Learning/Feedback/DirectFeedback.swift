import Compute

/// Feedback from the output straight to each hidden block: B (C, n).
package final class DirectFeedback: FeedbackPath {
  /// B of each block that has one, by its number.
  package let matrices: [Int: Matrix]
  package let groups: [ParameterGroup]
  package let epochProbes: [LayerProbe]
  private let config: FeedbackConfig
  private let learns: Bool

  /// One block's B.
  package struct Matrix {
    /// Laid out like the block's activations with C rows, so that its columns are in their physical order and the signal
    /// is written in place by one product, whatever layout the block works in.
    package let parameter: Parameter
    /// 1 where a sparse matrix may be different from zero; nil for a dense one.
    let mask: Tensor?
  }

  /// Block i draws its matrix from stream i of `.feedbackWeights`.
  ///
  /// - Parameter learns: whether the feedback optimizer moves the matrices, along δ_kᵀ a.
  /// - Precondition: the config fits the network: see ``problem(with:network:)``.
  package init(_ context: RuleContext, learns: Bool) throws {
    config = context.config.feedback
    self.learns = learns
    var matrices: [Int: Matrix] = [:]
    for (index, block) in context.network.blocks.enumerated() where context.hasPoint(index) {
      matrices[index] = try Matrix(
        of: block, point: context.pass.blocks[index].pointLayout, classes: context.network.spec.classes,
        config: config, seed: context.seed, index: UInt32(index), on: context.device)
    }
    self.matrices = matrices
    epochProbes = matrices.keys.sorted().map {
      .normRatio(of: matrices[$0]!.parameter.value, at: $0, in: context.network)
    }
    groups =
      learns && !matrices.isEmpty
      ? [context.feedbackGroup(matrices.sorted { $0.key < $1.key }.map(\.value.parameter))] : []
  }

  /// Numbers of the blocks that have a matrix, first to last.
  package var blocks: [Int] { matrices.keys.sorted() }

  package var stepProbes: [StepProbe] { [AlignmentAngle.probe(at: blocks)] }

  package var tensors: [NamedTensor] { blocks.map { matrices[$0]!.parameter.named } }

  package static func problem(with config: FeedbackConfig, network: NetworkSpec) -> FeedbackProblem? {
    if let problem = config.commonProblem(in: network) { return problem }
    if let nonzeros = config.nonzeros, nonzeros > network.classes {
      return FeedbackProblem(
        "nonzeros", "a unit has one entry for each of \(network.classes) classes",
        expected: "at most \(network.classes)")
    }
    return config.copyProblem
  }

  /// The signal jumps from the output to each feedback point: s_l = e B_l. The points do not depend on each other.
  ///
  /// A block that is no feedback point receives what is backpropagated from the block above it, so it belongs to the
  /// group of the nearest point above, or of the output.
  func plan(_ step: StepContext, sending sent: SentSignal) throws -> StepPlan {
    let pass = step.pass
    let (signal, making) = try sent.make(of: pass, scale: config.errorScale)
    var groups: [(feedback: (any Operation)?, local: [any Operation])] = [
      (nil, [try pass.output.localBackward()])
    ]
    for index in pass.hidden.indices.reversed() {
      let block = pass.blocks[index]
      guard let matrix = matrices[index] else {
        let above = pass.blocks[index + 1]
        groups[groups.count - 1].local += [
          try above.transport(to: block, through: above.block.weight.value), try block.fullBackward(),
        ]
        continue
      }
      // Beside the other products of B, while B is at hand.
      let image = step.measuresAngle ? try pass.feedbackImage(at: index) : nil
      let point = try FeedbackPoint(
        matrix: matrix.parameter.value.asMatrix(on: pass.device), sent: signal,
        // As the output layer has it, whatever the hidden blocks are sent.
        error: pass.outputError(),
        matrixGradient: learns ? matrix.parameter.gradient.asMatrix(on: pass.device) : nil,
        image: image, on: pass.device)
      let (products, local) = try block.localBackward(from: point, keepsSignal: step.keepsSignals)
      groups.append((matrix.masking(products), [local]))
    }
    return StepPlan(
      preparation: making.map { [$0] } ?? [],
      groups: groups.map { StepPlan.Group(feedback: $0.feedback, local: OperationSequence($0.local)) })
  }
}

extension DirectFeedback.Matrix {
  fileprivate init(
    of block: Block, point: Layout, classes: Int, config: FeedbackConfig, seed: UInt64, index: UInt32,
    on device: Device
  ) throws {
    let layout = point.withRows(classes).kept(in: .f32)
    parameter = try Parameter("\(block.spec.name).feedback", layout: layout, on: device)
    // A map to C logits, whatever its columns are arranged in.
    try config.initializer.fill(
      parameter.value, fans: .init(fanIn: layout.count / classes, fanOut: classes),
      from: RandomStream(seed: seed, purpose: .feedbackWeights, index: index), on: device)
    guard let nonzeros = config.nonzeros, nonzeros < classes else {
      mask = nil
      return
    }
    let mask = try Tensor(layout, on: device)
    try Self.choose(
      nonzeros, of: classes, RandomStream(seed: seed, purpose: .feedbackSparsity, index: index), into: mask,
      on: device)
    self.mask = mask
    Self.multiply(parameter.value, by: mask)
    parameter.value.copies?.invalidate()
  }

  /// For each unit, which of its C entries may be different from zero: `nonzeros` of them, each choice equally likely.
  ///
  /// - Source: Crafton et al., "Direct feedback alignment with sparse connections for local learning", 2019.
  private static func choose(
    _ nonzeros: Int, of classes: Int, _ stream: RandomStream, into mask: Tensor, on device: Device
  ) throws {
    let units = mask.layout.count / classes
    var stream = stream
    try mask.fill(on: device) { values in
      values.update(repeating: 0)
      for unit in 0..<units {
        for row in stream.permutation(classes).prefix(nonzeros) { values[Int(row) * units + unit] = 1 }
      }
    }
  }

  /// What is absent from a sparse matrix stays absent.
  fileprivate func masking(_ products: any Operation) -> any Operation {
    guard let mask else { return products }
    return OperationSequence([
      products, Kernel { [parameter] in Self.multiply(parameter.gradient, by: mask) },
    ])
  }

  private static func multiply(_ tensor: Tensor, by mask: Tensor) {
    let (values, mask) = (tensor.elements, mask.elements)
    for index in values.indices { values[index] *= mask[index] }
  }
}
