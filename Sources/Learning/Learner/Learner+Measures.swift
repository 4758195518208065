/// What is measured of a learner beside loss and accuracy, and at which blocks.
extension Learner {
  /// What a step measures at single blocks, without values.
  package var stepMeasures: [LayerValues] {
    var taken: [LayerValues] = []
    if config.measuresAngle {
      taken.append(LayerValues(measure: .angle, layers: names(of: rule.feedback.alignedBlocks)))
    }
    for probe in stepProbes where !taken.contains(where: { $0.measure == probe.measure }) {
      let blocks = stepProbes.filter { $0.measure == probe.measure }.map(\.block)
      taken.append(LayerValues(measure: probe.measure, layers: names(of: blocks)))
    }
    // At all hidden blocks, where it can be anything but 0.
    if config.signalAngleEvery > 0 && rule.feedback.makesSignals {
      taken.append(LayerValues(measure: .signalAngle, layers: network.spec.hidden.map(\.name)))
    }
    return taken.filter { !$0.layers.isEmpty }
  }

  /// The blocks at which a step takes a measure, first to last.
  package func layers(of measure: Measure) -> [String] {
    stepMeasures.first { $0.measure == measure }?.layers ?? []
  }

  /// What is measured at the end of an epoch.
  package func epochMeasures() -> [MeasuredValue] {
    rule.feedback.epochProbes.map {
      MeasuredValue($0.measure, layer: network.spec.blocks[$0.block].name, $0.value())
    }
  }

  private func names(of blocks: [Int]) -> [String] { blocks.map { network.spec.blocks[$0].name } }
}
