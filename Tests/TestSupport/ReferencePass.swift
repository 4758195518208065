/// One forward and backward pass over a batch, before any optimizer moves.
package struct ReferencePass: Sendable {
  /// [N, classes].
  package let logits: [Double]
  /// The loss, the accuracy and the output error delta_k [N, classes].
  package let loss: ReferenceLoss
  /// a at each hidden block's feedback point, [N, n], by block name.
  package let activations: [String: [Double]]
  /// s at each hidden block's feedback point, [N, n], by block name: what stands for the loss's gradient there. A
  /// block that learns nothing (`shallow`, `bp-fc-only`) has none.
  package internal(set) var signals: [String: [Double]] = [:]
  /// By the design's tensor names; a feedback matrix that learns has its own under `fc1.feedback`. What the method
  /// does not train has none.
  package internal(set) var gradients: [String: [Double]] = [:]
  /// B by block name as this pass used it, before any step; for sign symmetry with the signs of this step's W.
  package internal(set) var feedback: [String: [Double]] = [:]
  /// The batch mean of the Figure 2 cosine by block name; empty for methods without a direct B.
  package internal(set) var cosines: [String: Double] = [:]

  /// The Figure 2 angle in degrees: the angle of the mean cosine, not the mean of the angles.
  package var angles: [String: Double] { cosines.mapValues(ReferenceAlignment.degrees(cosine:)) }
}
