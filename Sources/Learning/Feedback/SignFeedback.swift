import Compute

/// Feedback that is made of the weights' signs in every step: B = |M| ⊙ sign(W), in all blocks but the first.
///
/// The matrices are functions of the weights and of the seed, so a checkpoint holds nothing of them.
package final class SignFeedback: FeedbackPath {
  /// What stands in for |W| where only its signs are known.
  package enum Magnitude: Sendable {
    /// The standard deviation that W was drawn with.
    case uniform
    /// Drawn once.
    case fixed
    /// Drawn anew for each batch.
    case redrawn
  }

  /// B and |M| of a block.
  package struct Matrix {
    package let value: Tensor
    /// In the layout of the weight.
    package let magnitude: Tensor
  }

  /// Of each block that has one, by its number.
  package let matrices: [Int: Matrix]
  /// Whether magnitudes that belong to one batch are drawn; false where they are assigned, to compare with other
  /// programs.
  package var redraws = true
  private let magnitude: Magnitude
  private let initializer: Initializer
  private let network: Network
  private let seed: UInt64

  /// Block i draws its magnitudes from stream i of `.feedbackWeights`, or of `.feedbackMagnitudes` in every step.
  ///
  /// - Precondition: the config fits the network: see ``problem(with:network:)``.
  package init(_ context: RuleContext, magnitude: Magnitude) throws {
    self.magnitude = magnitude
    network = context.network
    seed = context.seed
    let initializer = context.config.feedback.initializer
    self.initializer = initializer
    matrices = try context.matricesOfWeightsShape { block, index in
      let layout = block.weight.value.layout
      let matrix = Matrix(
        value: try Tensor(layout, on: context.device), magnitude: try Tensor(layout, on: context.device))
      switch magnitude {
      case .uniform:
        // W is drawn from U(±1/√fan_in), whose standard deviation this is.
        matrix.magnitude.elements.update(repeating: 1 / (3 * Float(block.fanIn)).squareRoot())
      case .fixed:
        try initializer.fill(
          matrix.magnitude, fans: block.fans,
          from: RandomStream(seed: context.seed, purpose: .feedbackWeights, index: UInt32(index)),
          on: context.device)
        let values = matrix.magnitude.elements
        for index in values.indices { values[index] = abs(values[index]) }
      case .redrawn: break
      }
      return matrix
    }
  }

  /// Numbers of the blocks that have a matrix, first to last.
  package var blocks: [Int] { matrices.keys.sorted() }

  package var stepProbes: [StepProbe] {
    [StepProbe(.weightAngle, blocks.map { .weightAngle(of: matrices[$0]!.value, at: $0, in: network) })]
  }

  package var epochProbes: [LayerProbe] {
    blocks.map { .normRatio(of: matrices[$0]!.value, at: $0, in: network) }
  }

  package static func problem(with config: FeedbackConfig, network: NetworkSpec) -> FeedbackProblem? {
    config.commonProblem(in: network) ?? config.sparsityProblem ?? config.copyProblem ?? config.launayProblem
  }

  /// The error goes down block by block, through matrices of this step's signs.
  package func plan(_ step: StepContext) throws -> StepPlan {
    let signs = try blocks.map { try refreshing($0, step: step.step, on: step.pass.device) }
    return try .serial(over: step.pass, preparation: signs) { matrices[$0]?.value }
  }

  /// - Parameter step: tells the number of the step, for magnitudes that are drawn anew.
  private func refreshing(_ index: Int, step: @escaping () -> Int, on device: Device) throws -> Kernel {
    let (block, matrix) = (network.blocks[index], matrices[index]!)
    let stream = RandomStream(seed: seed, purpose: .feedbackMagnitudes, index: UInt32(index))
    let (initializer, fans) = (initializer, block.fans)
    // Drawn row-major, so that the numbers do not depend on a processor's layouts.
    let layout = matrix.magnitude.layout
    let drawn =
      magnitude == .redrawn && !layout.isRowMajor
      ? try Tensor(shape: layout.shape, on: device) : matrix.magnitude
    let delivery =
      drawn === matrix.magnitude ? nil : try Reorder(from: drawn, to: matrix.magnitude, on: device)
    let (b, m, w) = (
      matrix.value.elements, matrix.magnitude.elements, block.weight.value.elements
    )
    let signs = ParallelLoop(of: b.count, grain: 1 << 15, threads: device.threads) { range, _ in
      for i in range { b[i] = w[i] > 0 ? abs(m[i]) : w[i] < 0 ? -abs(m[i]) : 0 }
    }
    let isDrawn = magnitude == .redrawn
    return Kernel { [unowned self] in
      if isDrawn && redraws {
        let row = stream.atRow(UInt32(truncatingIfNeeded: step()))
        initializer.fill(drawn.elements, fans: fans, from: row)
        try delivery?.run()
      }
      signs.run()
    }
  }
}
