import Compute
import Formats
import Learning

/// A rule of these tests, made of what any rule can use: each hidden block learns from the loss of a linear head of its
/// own, and nothing goes down from one block to the next.
///
///     h_l = a_l H_lᵀ       s_l = e_l H_l       ∂H_l = e_lᵀ a_l       e_l = ∂loss(h_l, y)/∂h_l
///
/// - Source: Nøkland and Eidnes, "Training neural networks with local error signals", 2019, the prediction loss alone.
struct LocalLoss: LearningRule {
  static let name = "local-loss"
  static let title = "Local losses"
  static let route = SignalRoute.none
  static let summary = "each block by a linear head of its own"
  static let streams = ["heads"]

  let feedback: Heads

  static func declare(_ options: ConfigReader) { _ = every(options) }

  private static func every(_ options: ConfigReader) -> Int {
    options.integer("every", standard: 1, in: 1...10, "steps from one step of the heads to the next")
  }

  init(_ context: RuleContext) throws { feedback = try Heads(context) }

  /// The heads' weights, (C, n).
  final class Heads: FeedbackPath {
    let matrices: [Parameter]
    let groups: [ParameterGroup]
    let loss: Loss
    /// Of each step, before its forward pass: what the logits were.
    var logitsBefore: [[Float]] = []

    /// In every second step.
    let gradients: HeadGradients

    var tensors: [NamedTensor] { matrices.map(\.named) }
    var stepProbes: [StepProbe] {
      [StepProbe(.headGradient, at: Array(matrices.indices), every: 2) { [gradients] _ in gradients }]
    }

    init(_ context: RuleContext) throws {
      loss = context.config.loss
      matrices = try context.pass.hidden.enumerated().map { index, block in
        let (name, units) = (block.block.spec.name, block.point.layout.shape[1])
        let head = try Parameter(
          "\(name).head", layout: Layout([context.network.spec.classes, units]), on: context.device)
        var stream = context.stream("heads", of: LocalLoss.self, index: index)
        try head.value.fill(on: context.device) { values in
          for i in values.indices { values[i] = stream.uniform(-0.5, 0.5) }
        }
        return head
      }
      gradients = HeadGradients(of: matrices)
      groups = [
        ParameterGroup(
          name: "heads", parameters: matrices, optimizer: context.config.optimizer,
          schedule: context.config.schedule, every: LocalLoss.every(context.options))
      ]
    }
  }

  /// One entry of each head's gradient, which the backward pass writes.
  final class HeadGradients: StepReader {
    private let heads: [Parameter]
    /// Times that it was told to prepare.
    private(set) var prepared = 0

    init(of heads: [Parameter]) { self.heads = heads }

    func prepare() {
      prepared += 1
      for head in heads { head.gradient.elements.update(repeating: .nan) }
    }

    func read(into values: inout [Double]) {
      for head in heads { values.append(Double(head.gradient.elements[0])) }
    }
  }

  func plan(_ step: StepContext) throws -> StepPlan {
    let pass = step.pass
    let heads = try zip(pass.hidden, feedback.matrices).map { block, head in
      try StepPlan.Group(
        feedback: products(of: head, at: block, in: pass), local: block.localBackward())
    }
    let note = Kernel { [feedback, logits = pass.logits] in
      feedback.logitsBefore.append(Array(logits.elements))
    }
    return StepPlan(groups: heads + [.init(local: try pass.output.localBackward())]).preceded(by: [note])
  }

  private func products(of head: Parameter, at block: BlockPass, in pass: NetworkPass) throws -> Kernel {
    let (logits, error) = (
      try Tensor(pass.logits.layout, on: pass.device), try Tensor(pass.logits.layout, on: pass.device)
    )
    let (a, s) = (block.point, try block.pointGradient())
    let (classes, units, samples) = (head.shape[0], head.shape[1], pass.batchSize)
    return Kernel { [unowned pass, loss = feedback.loss] in
      let (h, e, w, g) = (logits.elements, error.elements, head.value.elements, head.gradient.elements)
      for n in 0..<samples {
        for c in 0..<classes {
          h[n * classes + c] = (0..<units).reduce(0) { $0 + a.elements[n * units + $1] * w[c * units + $1] }
        }
      }
      _ = loss.evaluate(logits: logits, labels: pass.labels, error: error)
      for n in 0..<samples {
        for i in 0..<units {
          s.elements[n * units + i] = (0..<classes).reduce(0) { $0 + e[n * classes + $1] * w[$1 * units + i] }
        }
      }
      for c in 0..<classes {
        for i in 0..<units {
          g[c * units + i] = (0..<samples).reduce(0) { $0 + e[$1 * classes + c] * a.elements[$1 * units + i] }
        }
      }
    }
  }
}

extension Measure {
  static let headGradient = Measure(
    "head_gradient", title: "Head's gradient", summary: "one entry of it", isPerLayer: true,
    cadence: .iteration)
}
