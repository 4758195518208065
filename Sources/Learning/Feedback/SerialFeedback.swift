import Compute

/// Feedback of the weights' shape: B takes W's place in a block's way down, in all blocks but the first.
package final class SerialFeedback: FeedbackPath {
  /// What moves the matrices.
  package enum Learning: Sendable {
    /// Nothing.
    case none
    /// The very gradient of their weights: one tensor, read by both optimizers.
    case weightGradient
    /// Gradients of their own, which the rule makes; in every so many steps.
    case ownGradient(every: Int)
  }

  /// B of each block that has one, by its number.
  package let matrices: [Int: Parameter]
  package let groups: [ParameterGroup]
  private let network: Network
  private let learning: Learning
  /// ‖W₀ − B₀‖ of each matrix that a residual is measured of, by its block's name.
  private var firstDistances: [String: Double] = [:]

  /// Block i draws its matrix from stream i of `.feedbackWeights`.
  ///
  /// - Precondition: the config fits the network: see ``problem(with:network:)``.
  package init(_ context: RuleContext, learning: Learning) throws {
    network = context.network
    self.learning = learning
    let initializer = context.config.feedback.initializer
    matrices = try context.matricesOfWeightsShape { block, index in
      let weight = block.weight
      let sharesGradient = if case .ownGradient = learning { false } else { true }
      let matrix = try Parameter(
        "\(block.spec.name).feedback", shape: weight.shape, layout: weight.value.layout,
        sharing: sharesGradient ? weight.gradient : nil, on: context.device)
      if initializer == .copyOfWeights {
        _ = matrix.value.elements.update(from: weight.value.elements)
        matrix.value.copies?.invalidate()
      } else {
        try initializer.fill(
          matrix.value, fans: block.fans,
          from: RandomStream(seed: context.seed, purpose: .feedbackWeights, index: UInt32(index)),
          on: context.device)
      }
      return matrix
    }
    let parameters = matrices.sorted { $0.key < $1.key }.map(\.value)
    groups =
      switch learning {
      case _ where parameters.isEmpty, .none: []
      case .weightGradient: [context.feedbackGroup(parameters)]
      case .ownGradient(let every): [context.feedbackGroup(parameters, every: every)]
      }
  }

  /// Numbers of the blocks that have a matrix, first to last.
  package var blocks: [Int] { matrices.keys.sorted() }

  package var tensors: [NamedTensor] { blocks.map { matrices[$0]!.named } }

  package var stepProbes: [StepProbe] {
    [StepProbe(.weightAngle, blocks.map { .weightAngle(of: matrices[$0]!.value, at: $0, in: network) })]
  }

  /// For each matrix `norm_ratio`, and `residual` where it is to come to equal its weight.
  package var epochProbes: [LayerProbe] {
    blocks.flatMap { index in
      let name = network.spec.blocks[index].name
      let ratio = LayerProbe.normRatio(of: matrices[index]!.value, at: index, in: network)
      guard let first = firstDistances[name] else { return [ratio] }
      return [
        ratio,
        LayerProbe(.residual, block: index) { [unowned self] in first == 0 ? 0 : distance(at: index) / first
        },
      ]
    }
  }

  package var scalars: [String: Double] {
    get {
      Dictionary(uniqueKeysWithValues: firstDistances.map { ("first_distance/\($0.key)", $0.value) })
    }
    set {
      firstDistances = [:]
      for (name, value) in newValue where name.hasPrefix("first_distance/") {
        firstDistances[String(name.dropFirst("first_distance/".count))] = value
      }
    }
  }

  package func begin() {
    guard case .weightGradient = learning else { return }
    for index in blocks { firstDistances[network.spec.blocks[index].name] = distance(at: index) }
  }

  package static func problem(with config: FeedbackConfig, network: NetworkSpec) -> FeedbackProblem? {
    config.commonProblem(in: network) ?? config.sparsityProblem ?? config.launayProblem
  }

  /// The error goes down block by block, through B where there is one.
  package func plan(_ step: StepContext) throws -> StepPlan {
    try .serial(over: step.pass) { matrices[$0]?.value }
  }

  private func distance(at index: Int) -> Double {
    WeightMeasures.distance(network.blocks[index].weight.value, matrices[index]!.value)
  }
}

extension RuleContext {
  /// One for the way down from each block, if it ends in a feedback point, to the one before.
  func matricesOfWeightsShape<Matrix>(
    _ make: (Block, Int) throws -> Matrix
  ) rethrows -> [Int: Matrix] {
    var matrices: [Int: Matrix] = [:]
    for (index, block) in network.blocks.enumerated() where hasPoint(index - 1) {
      matrices[index] = try make(block, index)
    }
    return matrices
  }
}
