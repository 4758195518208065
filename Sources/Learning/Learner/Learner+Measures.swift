import Compute

/// What is measured of a learner beside loss and accuracy, and at which blocks.
extension Learner {
  /// Numbers of the blocks whose alignment angle a step measures: those with a direct matrix.
  var angleBlocks: [Int] {
    config.measuresAngle && feedback.kind.isDirect
      ? feedback.matrices.indices.filter { feedback.matrices[$0] != nil } : []
  }

  /// Numbers of the blocks with a matrix of their weight's shape.
  private var weightAngleBlocks: [Int] {
    config.measuresAngle && !feedback.kind.isDirect
      ? feedback.matrices.indices.filter { feedback.matrices[$0] != nil } : []
  }

  /// The blocks whose alignment angle a step measures, first to last.
  package var angleLayers: [String] { angleBlocks.map { network.spec.blocks[$0].name } }

  /// The blocks whose angle between W and B a step measures, first to last: where a rule has no direct feedback.
  package var weightAngleLayers: [String] { weightAngleBlocks.map { network.spec.blocks[$0].name } }

  /// The blocks whose angle to the backpropagated signal is measured: all hidden ones, where it is asked for and can be
  /// anything but 0.
  package var signalAngleLayers: [String] {
    config.signalAngleEvery > 0 && feedback.kind != .none ? network.spec.hidden.map(\.name) : []
  }

  func weightAngles() -> [Double] {
    weightAngleBlocks.map {
      let weight = network.blocks[$0].weight.value
      return Angle.degrees(
        ofCosine: WeightMeasures.cosine(weight, feedback.matrices[$0]!.value, threads: device.threads))
    }
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
    feedback.matrices.indices.flatMap { index -> [LayerMeasure] in
      guard let matrix = feedback.matrices[index] else { return [] }
      let block = network.blocks[index]
      let name = block.spec.name
      var measures = [
        LayerMeasure(
          name: "norm_ratio", layer: name,
          value: WeightMeasures.normRatio(matrix.value, to: block.weight.value, threads: device.threads))
      ]
      if let first = firstDistances[name] {
        measures.append(
          LayerMeasure(
            name: "residual", layer: name,
            value: first == 0 ? 0 : WeightMeasures.distance(block.weight.value, matrix.value) / first))
      }
      return measures
    }
  }

  /// Before the first step, when the weights and the feedback are what they will have begun with.
  func noteFirstDistances() {
    guard feedback.kind == .serial(learns: true) else { return }
    for (block, matrix) in zip(network.blocks, feedback.matrices) {
      guard let matrix else { continue }
      firstDistances[block.spec.name] = WeightMeasures.distance(block.weight.value, matrix.value)
    }
  }
}
