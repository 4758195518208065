import Compute

/// The angle between a rule's learning signal and backpropagation's, at each feedback point.
///
///     c_n = ⟨s_n, g_n⟩ / (‖s_n‖ ‖g_n‖)     g = ∂loss/∂a by the chain rule, same parameters, same batch
///     angle = acos((1/N) Σ_n c_n) · 180/π
///
/// It costs a backward pass of its own, so it is taken every so many steps.
///
/// - Source: Launay et al. 2019 ("Principled training of neural networks with direct feedback alignment"), Lillicrap et
///   al. 2016. Per sample, then the mean; other authors flatten the batch, which weighs samples by their norms.
package final class SignalAngle {
  private let chain: OperationSequence
  /// g of each hidden block, first to last, copied out of the way of the rule that runs next.
  private let gradients: [Tensor]
  private let signals: [Tensor]

  package init(over pass: NetworkPass) throws {
    gradients = try pass.hidden.map { try Tensor($0.point.layout, on: pass.device) }
    signals = try pass.hidden.map { try $0.pointGradient() }
    var operations: [any Operation] = []
    for index in pass.blocks.indices.dropFirst().reversed() {
      let (block, below) = (pass.blocks[index], pass.blocks[index - 1])
      if index == pass.blocks.count - 1 { operations += try block.backwardToMap() }
      operations.append(try block.transport(to: below, through: block.block.weight.value))
      operations += try below.backwardToMap()
      let (gradient, signal) = (gradients[index - 1], signals[index - 1])
      operations.append(Kernel { _ = gradient.elements.update(fromContentsOf: signal.elements) })
    }
    chain = OperationSequence(operations)
  }

  /// Runs backpropagation down to the first feedback point. It writes where a rule writes its own signals, so this
  /// comes before the rule's backward pass.
  package func probe() throws { try chain.run() }

  /// m of each hidden block, once the rule's backward pass has been run.
  package func meanCosines() -> [Double] {
    // Smaller than any product of norms of a living signal, so that only a zero one counts as 90 degrees.
    zip(signals, gradients).map { RowCosines.mean(of: $0, and: $1, floor: 1e-30) }
  }
}
