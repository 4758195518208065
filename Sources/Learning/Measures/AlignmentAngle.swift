import Compute

/// The angle between where the feedback points and where the forward path points, at one feedback point.
///
///     q_n = a_n Bᵀ                                  (C), the feedback read as a forward map
///     c_n = ⟨q_n, h_n⟩ / max(‖q_n‖ ‖h_n‖, 1e-8)     h the logits, bias included
///     m   = (1/N) Σ_n c_n
///     angle = acos(clamp(m, −1, 1)) · 180/π
///
/// With the forward pass of the training step and B before its step. A zero q counts as 90 degrees.
///
/// - Source: "Learning the connections in direct feedback alignment", Figure 2. The paper plots degrees and the
///   author's code logs m; the angle here is that of m, not the mean of the samples' angles.
package final class AlignmentAngle {
  /// q, (N, C): made by the backward pass together with the other products of B.
  let image: Tensor
  private let logits: Tensor

  package init(in pass: NetworkPass) throws {
    image = try Tensor(shape: pass.logits.layout.shape, on: pass.device)
    logits = pass.logits
  }

  /// m, in −1...1, or NaN after a run has diverged. For the step whose backward pass was run last.
  ///
  /// - Complexity: N·C, no allocation.
  package func meanCosine() -> Double { RowCosines.mean(of: image, and: logits, floor: 1e-8) }
}

extension Measure {
  package static let angle = Measure(
    "angle", title: "Alignment angle",
    summary: "between where a direct feedback matrix points and where the forward path points",
    unit: .named("degrees"), isPerLayer: true, cadence: .iteration, bounds: 0...180,
    drawing: Drawing(rank: 4, mark: 90))
}
