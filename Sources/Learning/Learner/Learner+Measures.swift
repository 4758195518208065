/// What is measured of a learner beside loss and accuracy, and at which blocks.
extension Learner {
  /// The blocks whose alignment angle a step measures, first to last.
  package var angleLayers: [String] { config.measuresAngle ? names(of: rule.feedback.alignedBlocks) : [] }

  /// The blocks whose angle between W and B a step measures, first to last: where a rule has no direct feedback.
  package var weightAngleLayers: [String] { names(of: stepProbes.map(\.block)) }

  /// The blocks whose angle to the backpropagated signal is measured: all hidden ones, where it is asked for and can be
  /// anything but 0.
  package var signalAngleLayers: [String] {
    config.signalAngleEvery > 0 && rule.feedback.makesSignals ? network.spec.hidden.map(\.name) : []
  }

  /// One quantity of one block.
  package struct LayerMeasure: Sendable, Equatable {
    package var name: String
    package var layer: String
    package var value: Double
  }

  /// What is measured at the end of an epoch: for each block with a matrix `norm_ratio`, ‖B‖/‖W‖, and for a matrix that
  /// learns its weight `residual`, ‖W − B‖ as a part of what it was before the first step (paper eqs. 11 and 12).
  package func epochMeasures() -> [LayerMeasure] {
    rule.feedback.epochProbes.map {
      LayerMeasure(name: $0.name, layer: network.spec.blocks[$0.block].name, value: $0.value())
    }
  }

  private func names(of blocks: [Int]) -> [String] { blocks.map { network.spec.blocks[$0].name } }
}
