/// What is measured of a learner beside loss and accuracy, and at which blocks.
extension Learner {
  /// What the rule's feedback offers, and what is taken of every rule's signals.
  static func stepProbes(
    of feedback: any FeedbackPath, in network: Network, _ config: LearnerConfig
  ) -> [StepProbe] {
    var probes = config.measuresAngle ? feedback.stepProbes : []
    // Where it can be anything but 0.
    if config.signalAngleEvery > 0 && feedback.makesSignals {
      probes.append(SignalAngle.probe(in: network, every: config.signalAngleEvery))
    }
    return probes.filter { !$0.blocks.isEmpty }
  }

  /// What a step measures at single blocks, without values.
  package var stepMeasures: [LayerValues] {
    stepProbes.map { LayerValues(measure: $0.measure, layers: names(of: $0.blocks)) }
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
