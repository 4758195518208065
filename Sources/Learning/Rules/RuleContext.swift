import Compute
import Formats

/// What a rule is made for.
package struct RuleContext {
  package let network: Network
  /// For training batches: its layouts are those of the feedback points.
  package let pass: NetworkPass
  /// The rule's options are in it.
  package let config: LearnerConfig
  /// The run's.
  package let seed: UInt64

  package var device: Device { pass.device }
  /// What the config sets of the rule, to be read as ``LearningRule/declare(_:)`` does.
  package var options: ConfigReader { ConfigReader(config.ruleOptions) }

  /// Whether a block's signal comes through feedback. The output block's never does.
  package func hasPoint(_ index: Int) -> Bool {
    let hidden = network.spec.hidden
    guard hidden.indices.contains(index) else { return false }
    return config.feedback.points?.contains(hidden[index].name) ?? true
  }

  /// What the feedback optimizer moves.
  ///
  /// - Parameter every: steps between two of its updates.
  package func feedbackGroup(_ parameters: [Parameter], every: Int = 1) -> ParameterGroup {
    ParameterGroup(
      name: ParameterGroup.feedback, parameters: parameters, optimizer: config.feedback.optimizer,
      schedule: config.feedback.schedule, every: every)
  }

  /// Random numbers of a rule's own, which nothing else draws from.
  ///
  /// - Parameters:
  ///   - name: one of the rule's ``LearningRule/streams``.
  ///   - index: which one of that purpose, as a rule the number of a block.
  package func stream(_ name: String, of rule: any LearningRule.Type, index: Int) -> RandomStream {
    precondition(rule.streams.contains(name), "\(rule.name) does not declare the random stream \(name)")
    return RandomStream(seed: seed, purposeNamed: "\(rule.name)/\(name)", index: UInt32(index))
  }
}

/// What a rule makes the plan of its steps of.
package struct StepContext {
  /// For the batches of one size.
  package let pass: NetworkPass
  /// Whether what the alignment angle is taken of is made on the way.
  package let measuresAngle: Bool
  /// Whether the learning signals are looked at after the step.
  package let keepsSignals: Bool
  /// The number of the step under way, for rules that draw something anew in each.
  package let step: () -> Int

  package init(
    pass: NetworkPass, measuresAngle: Bool = false, keepsSignals: Bool = true,
    step: @escaping () -> Int = { 1 }
  ) {
    self.pass = pass
    self.measuresAngle = measuresAngle
    self.keepsSignals = keepsSignals
    self.step = step
  }
}
