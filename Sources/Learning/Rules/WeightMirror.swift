import Compute
import Formats

/// Weight mirrors: feedback alignment whose matrices come to point where the weights do, from noise alone.
///
///     s_l = δz_{l+1} B_{l+1}
///     ∂B = −(1/(N·P)) Σ z xᵀ        x ~ N(0, σ²), (N, ...), in the block's input's place; z = W x
///
/// E[∂B] = −σ² W, so that B grows by η σ² W in a step, and comes to rest at (σ²/λ) W with decay λ. The feedback
/// optimizer's decay is the paper's. A mirror phase comes before a step's forward pass, looks at nothing but W, and
/// leaves out the bias, the batch norm and the activation. In a convolution the sum goes over its P places too; where the
/// kernel reaches into the padding there is less to add.
///
/// - Source: Akrout et al., "Deep learning without weight transport", 2019, section 3. Paper: z passes the activation.
///   Here: the linear map alone, whose mean is W itself and not W times the activation's mean slope.
package struct WeightMirror: LearningRule {
  package static let name = "weight-mirror"
  package static let title = "Weight mirrors"
  package static let route = SignalRoute.serial
  package static let reference: String? = "Akrout et al., 2019"
  package static let summary =
    "weight mirrors: feedback alignment whose matrices learn the weights from noise"
  package static let streams = ["noise"]

  package let feedback: SerialFeedback
  private let context: RuleContext
  private let options: Options

  private struct Options {
    let noise: Double
    let every: Int

    init(_ config: ConfigReader) {
      noise = config.number(
        "noise", standard: 0.1, in: 0...1000, over: true,
        "standard deviation σ of the noise; the matrices learn with σ² times the feedback's learning rate")
      every = config.integer(
        "every", standard: 1, in: 1...1_000_000, "iterations from one mirror phase to the next")
    }
  }

  package static func declare(_ options: ConfigReader) { _ = Options(options) }

  package init(_ context: RuleContext) throws {
    self.context = context
    options = Options(context.options)
    feedback = try SerialFeedback(context, learning: .ownGradient(every: options.every))
  }

  package func plan(_ step: StepContext) throws -> StepPlan {
    let mirrors = try feedback.matrices.sorted { $0.key < $1.key }.map { index, matrix in
      try Mirror(
        of: step.pass.blocks[index], into: matrix.gradient,
        noise: context.stream("noise", of: Self.self, index: index),
        deviation: options.noise, on: step.pass.device)
    }
    let groups = feedback.groups
    return try feedback.plan(step).preceded(by: [
      Kernel {
        let step = step.step()
        guard groups.allSatisfy({ $0.isDue(in: step) }) else { return }
        for mirror in mirrors { try mirror.run(step: step) }
      }
    ])
  }

  /// Noise through one block's weights.
  private final class Mirror {
    private let operations: [any Operation]
    private var step = 0
    private var draw: ParallelLoop?

    init(
      of block: BlockPass, into gradient: Tensor, noise stream: RandomStream, deviation: Double,
      on device: Device
    ) throws {
      // Row-major, so that the numbers do not depend on a processor's layouts.
      let x = try Tensor(shape: block.input.layout.shape, on: device)
      let z = try Tensor(block.mapLayout.kept(in: .f32), on: device)
      let share = -1 / Float(z.rows * block.mapLayout.shape.dropFirst(2).reduce(1, *))
      operations = [
        try block.response(to: x, into: z), try block.correlation(of: x, with: z, into: gradient),
        Kernel {
          let values = gradient.elements
          for i in values.indices { values[i] *= share }
        },
      ]
      let (values, deviation) = (x.elements, Float(deviation))
      draw = ParallelLoop(of: values.count, grain: 1 << 13, threads: device.threads) {
        [unowned self] range, _ in
        let row = UInt32(truncatingIfNeeded: step)
        // Ranges start at multiples of the grain, so at whole blocks of four.
        for first in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
          let normals = stream.normals(row: row, column: UInt32(first / 4))
          for i in first..<min(first + 4, range.upperBound) { values[i] = deviation * normals[i - first] }
        }
      }
    }

    /// Fills the gradient for a step.
    func run(step: Int) throws {
      self.step = step
      draw?.run()
      for operation in operations { try operation.run() }
    }
  }
}
