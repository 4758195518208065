import Compute

/// One network with the rule and the optimizers that train it: a run's whole numerical state.
///
/// A learner belongs to the thread that made it.
package final class Learner {
  package let config: LearnerConfig
  package let network: Network
  /// With all that it adds to the network.
  package let rule: any LearningRule
  /// All that learns: first the forward weights, except those that the rule leaves as they were drawn, then what the rule
  /// adds.
  package let groups: [ParameterGroup]
  /// Of each group.
  let optimizers: [any Optimizer]
  /// What is measured in training steps beside loss and accuracy.
  let stepProbes: [StepProbe]
  private var passes: [Int: TrainingPass] = [:]
  /// Of the last step: its arrays are filled again, unless somebody still holds them.
  private var result = StepResult(measurements: Measurements())
  /// Where the time of the steps goes.
  package let clock = PhaseClock()
  /// Iterations finished.
  package private(set) var step = 0
  /// Epochs finished: the learning rates follow it.
  package private(set) var epoch = 0

  /// What one training step gave, all of it measured with the parameters before the step.
  package struct StepResult: Sendable, Equatable {
    /// Of the batch.
    package var measurements: Measurements
    /// As ``Learner/stepMeasures``, with the values that this step has.
    package var layers: [LayerValues] = []

    /// Mean over the batch.
    package var loss: Double { measurements.loss }
    /// Fraction of the batch, 0 to 1.
    package var accuracy: Double { measurements.accuracy }

    /// A measure's values, first block first; none where it is not taken.
    package subscript(measure: Measure) -> [Double] {
      layers.first { $0.measure == measure }?.values ?? []
    }
  }

  /// What all work on batches of one size needs; made when a batch of that size first comes.
  private struct TrainingPass {
    let pass: NetworkPass
    let error: Tensor
    let plan: StepPlan
    /// Of each of ``stepProbes``.
    let readers: [any StepReader]
  }

  /// - Parameters:
  ///   - spec: the network's structure, whose shapes have been inferred without an error.
  ///   - rule: nil for the one that `config.method` names.
  ///   - seed: of this run; weights and feedback draw from streams of their own.
  /// - Precondition: without a rule, `config.method` is one of ``LearningRules/names``.
  /// - Throws: ``ComputeError``.
  package init(
    _ config: LearnerConfig, network spec: NetworkSpec, rule: (any LearningRule.Type)? = nil, seed: UInt64,
    on device: Device
  ) throws {
    guard let rule = rule ?? LearningRules.named(config.method) else {
      preconditionFailure("no learning rule \(config.method); a validated config names one that exists")
    }
    self.config = config
    let network = try Network(
      spec, batchSize: config.batchSize, injection: config.feedback.injection,
      precision: config.precision, seed: seed, on: device)
    self.network = network
    self.rule = try rule.init(
      RuleContext(
        network: network, pass: network.pass(batchSize: config.batchSize, mode: .training), config: config,
        seed: seed))
    let trained = network.blocks.enumerated()
      .filter { rule.trains($1.spec, isOutput: $0 == network.blocks.count - 1) }
      .flatMap { $1.parameters }
    groups =
      [
        ParameterGroup(
          name: ParameterGroup.forward, parameters: trained, optimizer: config.optimizer,
          schedule: config.schedule)
      ] + self.rule.feedback.groups
    stepProbes = Self.stepProbes(of: self.rule.feedback, in: network, config)
    optimizers = try groups.map { try $0.optimizer.make(for: $0.parameters, on: device) }
    result.layers = stepMeasures
  }

  /// Of each of ``groups``.
  package var learningRates: [MeasuredValue] {
    groups.map { MeasuredValue(.learningRate(of: $0.name), $0.learningRate(epoch: epoch)) }
  }

  /// Trains on one batch.
  ///
  /// - Parameters:
  ///   - pixels: (N, C·H·W) row-major, normalised.
  ///   - labels: N classes.
  /// - Throws: ``ComputeError``.
  package func step(pixels: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>) throws
    -> StepResult
  {
    if step == 0 { rule.feedback.begin() }
    let result = try gradients(pixels: pixels, labels: labels)
    step += 1
    for (group, optimizer) in zip(groups, optimizers) where group.isDue(in: step) {
      optimizer.step(
        learningRate: group.learningRate(epoch: epoch), iteration: (step - 1) / group.every + 1)
    }
    device.finishBatch()
    clock.lap(.optimizer)
    return result
  }

  /// Everything of a step but the update: afterwards each parameter's `gradient` is that of this batch.
  package func gradients(
    pixels: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>
  ) throws -> StepResult {
    let training = try trainingPass(batchSize: labels.count)
    let pass = training.pass
    pass.load(pixels: pixels, labels: labels)
    clock.lap(.data)
    try training.plan.runBeforeForward(timing: clock)
    try pass.forward(step: step + 1)
    clock.lap(.forward)
    result.measurements = config.loss.evaluate(
      logits: pass.logits, labels: pass.labels, error: training.error)
    for (probe, reader) in zip(stepProbes, training.readers) where probe.isDue(in: step + 1) {
      try reader.prepare()
    }
    clock.lap(.metrics)
    try training.plan.runBackward(timing: clock)
    // Behind the backward pass, in which matrices made of signs are made.
    for (index, probe) in stepProbes.enumerated() {
      result.layers[index].values.removeAll(keepingCapacity: true)
      guard probe.isDue(in: step + 1) else { continue }
      try training.readers[index].read(into: &result.layers[index].values)
    }
    clock.lap(.metrics)
    return result
  }

  /// Makes what batches of these sizes need, instead of with the first of them.
  ///
  /// - Parameters:
  ///   - training: sizes of training batches.
  ///   - evaluation: sizes of the batches that are only measured.
  /// - Throws: ``ComputeError``.
  package func prepare(training: [Int], evaluation: [Int]) throws {
    for size in training { _ = try trainingPass(batchSize: size) }
    for size in evaluation { _ = try network.pass(batchSize: size, mode: .evaluation) }
    // What the largest of them is copied into when a checkpoint is written.
    for tensor in state { try tensor.tensor.withValues(on: device) { _ in } }
  }

  /// The products of one training step.
  package func products(batchSize: Int) throws -> [Product] {
    let training = try trainingPass(batchSize: batchSize)
    return training.pass.products + training.plan.products
  }

  /// Bytes that the optimizers read and write in a step, on average.
  package var optimizerBytes: Int {
    zip(groups, optimizers).reduce(0) { $0 + $1.1.bytesPerStep / $1.0.every }
  }

  /// Loss and correct answers on one batch with the running statistics; changes nothing.
  package func evaluate(
    pixels: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>
  ) throws -> Measurements {
    let pass = try network.pass(batchSize: labels.count, mode: .evaluation)
    pass.load(pixels: pixels, labels: labels)
    try pass.forward()
    device.finishBatch()
    return config.loss.evaluate(logits: pass.logits, labels: pass.labels, error: nil)
  }

  /// Takes up the counters of a run that is continued, once its ``state`` has been assigned.
  package func resume(step: Int, epoch: Int) {
    self.step = step
    self.epoch = epoch
  }

  /// Ends an epoch: schedules move on.
  package func finishEpoch() { epoch += 1 }

  private func trainingPass(batchSize: Int) throws -> TrainingPass {
    if let known = passes[batchSize] { return known }
    let pass = try network.pass(batchSize: batchSize, mode: .training)
    let plan = try rule.plan(
      StepContext(
        pass: pass, measuresAngle: config.measuresAngle,
        keepsSignals: config.keepsSignals || stepProbes.contains(where: \.readsSignals),
        // Asked for by plans that draw something anew in each step, while one is under way.
        step: { [unowned self] in step + 1 }))
    let made = TrainingPass(
      pass: pass, error: try pass.outputError(), plan: plan,
      readers: try stepProbes.map { try $0.reader(pass) })
    passes[batchSize] = made
    return made
  }
}
