import Compute

/// The feedback matrices of a run.
package final class Feedback {
  package let kind: FeedbackKind
  /// B_l, (C, n_l), one per hidden block, first to last; empty for rules without direct feedback.
  ///
  /// The columns are in the physical order of the block's activations, so that the signal is written in place by one
  /// product, whatever layout the block works in.
  package let direct: [Parameter]
  private let errorScale: FeedbackConfig.ErrorScale

  /// - Parameters:
  ///   - pass: a training pass, for the shapes of the feedback points.
  ///   - seed: the run's seed; block i draws its matrix from stream i of `.feedbackWeights`.
  package init(
    _ kind: FeedbackKind, config: FeedbackConfig, pass: NetworkPass, seed: UInt64
  ) throws {
    self.kind = kind
    errorScale = config.errorScale
    guard case .direct = kind else {
      direct = []
      return
    }
    let classes = pass.logits.layout.shape[1]
    direct = try pass.hidden.enumerated().map { index, block in
      let units = block.point.layout.shape[1]
      let matrix = try Parameter(
        "\(block.block.spec.name).feedback", layout: Layout([classes, units]), on: pass.device)
      let stream = RandomStream(seed: seed, purpose: .feedbackWeights, index: UInt32(index))
      let values = config.initializer.values(count: classes * units, fanIn: units, from: stream)
      try matrix.value.assign(values, on: pass.device)
      return matrix
    }
  }

  /// What the feedback optimizer updates.
  package var learned: [Parameter] { kind == .direct(learns: true) ? direct : [] }

  /// The backward pass of every direct method: the blocks do not depend on each other.
  ///
  /// - Parameter learning: the operation that writes a matrix's gradient, if it learns.
  func directPlan(
    over pass: NetworkPass,
    learning: (BlockPass, Parameter) throws -> (any Operation)? = { _, _ in nil }
  ) throws -> BackwardPlan {
    let (error, scaling) = try injectedError(of: pass)
    let hidden = try zip(pass.hidden, direct).map { block, matrix in
      let signal = try MatrixProduct.operation(
        MatrixOperand(error), MatrixOperand(matrix.value), into: block.pointGradient, on: pass.device)
      let gradient = try learning(block, matrix)
      return OperationSequence([scaling, signal, gradient, block.localBackward].compactMap { $0 })
    }
    return BackwardPlan(groups: [pass.output.localBackward] + hidden)
  }

  /// e, (N, C), and the operation that makes it of δ_k where that takes one.
  private func injectedError(of pass: NetworkPass) throws -> (Tensor, (any Operation)?) {
    switch errorScale {
    case .batch_mean:
      return (pass.outputError, nil)
    case .batch_sum:
      let (source, scaled) = (pass.outputError, try Tensor(pass.outputError.layout, on: pass.device))
      let factor = Float(pass.batchSize)
      let scaling = Kernel {
        for index in source.elements.indices { scaled.elements[index] = factor * source.elements[index] }
      }
      return (scaled, scaling)
    }
  }
}
