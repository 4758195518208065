import Compute

/// The angle between where the feedback points and where the forward path points, at each feedback point.
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
package struct AlignmentAngle: StepReader {
  /// q of each block.
  private let images: [Tensor]
  private let logits: Tensor

  init(at blocks: [Int], in pass: NetworkPass) throws {
    images = try blocks.map { try pass.feedbackImage(at: $0) }
    logits = pass.logits
  }

  /// For blocks whose ``NetworkPass/feedbackImage(at:)`` the backward pass writes.
  package static func probe(at blocks: [Int]) -> StepProbe {
    StepProbe(.angle, at: blocks) { try AlignmentAngle(at: blocks, in: $0) }
  }

  /// - Complexity: N·C for each block.
  package func read(into values: inout [Double]) {
    for image in images {
      values.append(Angle.degrees(ofCosine: Angle.meanCosine(ofRows: image, and: logits, floor: 1e-8)))
    }
  }
}

extension Measure {
  package static let angle = Measure(
    "angle", title: "Alignment angle",
    summary: "between where a direct feedback matrix points and where the forward path points",
    unit: .named("degrees"), isPerLayer: true, cadence: .iteration, bounds: 0...180, better: .lower,
    drawing: Drawing(rank: 4, mark: 90, label: ""))
}
