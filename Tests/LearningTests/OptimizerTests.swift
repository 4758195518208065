import Compute
import Foundation
import Learning
import Testing
import TestSupport

@Suite struct OptimizerTests {
  static let settings = [
    OptimizerConfig(learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0),
    OptimizerConfig(learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0.1),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: false, weightDecay: 0.01),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01),
    OptimizerConfig(learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0.1, decay: .decoupled),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: false, weightDecay: 0.01, decay: .decoupled),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01, decay: .decoupled),
    OptimizerConfig(name: .adam, learningRate: 0.01, weightDecay: 0),
    OptimizerConfig(name: .adam, learningRate: 0.01, weightDecay: 0.1),
    OptimizerConfig(name: .adam, learningRate: 0.01, weightDecay: 0.1, decay: .decoupled),
    OptimizerConfig(
      name: .adam, learningRate: 0.01, weightDecay: 0, beta1: 0.5, beta2: 0.9, epsilon: 1e-3),
  ]

  /// 100,003 elements are shared between threads and leave a rest, 5 are not shared.
  @Test(arguments: settings, [5, 100_003])
  func `five steps as PyTorch's`(config: OptimizerConfig, count: Int) throws {
    let device = try Device(threads: 2)
    let parameter = try Parameter("w", layout: Layout([count]), on: device)
    var random = SeededGenerator(seed: 1)
    let start = random.uniform(-1, 1, count: count).map { Double(Float($0)) }
    try parameter.value.assign(start.map { Float($0) }, on: device)
    let optimizer = try config.make(for: [parameter], on: device)
    var reference = config.reference
    var expected = ["w": start]
    for step in 1...5 {
      let gradient = random.uniform(-1, 1, count: count).map { Double(Float($0)) }
      try parameter.gradient.assign(gradient.map { Float($0) }, on: device)
      optimizer.step(learningRate: config.learningRate, iteration: step)
      expected = reference.step(expected, ["w": gradient])
    }
    expectClose(try parameter.value.values(on: device), expected["w"]!, relative: 2e-6, "w")
  }

  @Test(arguments: [settings[2], settings[8]])
  func `an optimizer that is given another's state goes on like it`(config: OptimizerConfig) throws {
    let device = try Device(threads: 2)
    func make() throws -> (Parameter, any Optimizer) {
      let parameter = try Parameter("w", layout: Layout([5]), on: device)
      try parameter.value.assign([1, 2, 3, 4, 5], on: device)
      try parameter.gradient.assign([0.1, -0.2, 0.3, -0.4, 0.5], on: device)
      return (parameter, try config.make(for: [parameter], on: device))
    }
    let (one, first) = try make()
    for step in 1...3 { first.step(learningRate: 0.1, iteration: step) }
    let (other, second) = try make()
    try other.value.assign(one.value.values(on: device), on: device)
    for (from, to) in zip(first.state, second.state) {
      #expect(from.name == to.name && from.name.hasPrefix("optimizer/w/"))
      try to.assign(from.values(on: device), on: device)
    }
    first.step(learningRate: 0.1, iteration: 4)
    second.step(learningRate: 0.1, iteration: 4)
    #expect(try one.value.values(on: device) == other.value.values(on: device))
  }

  @Test func `a step schedule changes the rate every so many epochs`() {
    let schedule = ScheduleConfig.step(every: 30, gamma: 0.1)
    #expect(schedule.rate(1, epoch: 29) == 1)
    #expect(abs(schedule.rate(1, epoch: 30) - 0.1) < 1e-12)
    #expect(abs(schedule.rate(1, epoch: 89) - 0.01) < 1e-12)
  }

  @Test func `the exponential schedule multiplies by gamma after each epoch`() {
    let schedule = ScheduleConfig.exponential(gamma: 0.85)
    #expect(schedule.rate(1e-4, epoch: 0) == 1e-4)
    #expect(abs(schedule.rate(1e-4, epoch: 2) - 1e-4 * 0.7225) < 1e-12)
    #expect(ScheduleConfig.constant.rate(1e-4, epoch: 9) == 1e-4)
  }

  @Test func `the schedule moves the feedback's rate and not the weights'`() throws {
    let engine = try Engine(.dkp) { $0.feedback.schedule = .exponential(gamma: 0.5) }
    #expect(engine.learner.learningRates.map(\.measure.name) == ["learning_rate", "feedback_learning_rate"])
    #expect(engine.learner.learningRates.map(\.value) == [0.1, 0.1])
    engine.learner.finishEpoch()
    #expect(engine.learner.learningRates.map(\.value) == [0.1, 0.05])
    #expect(try Engine(.dfa).learner.learningRates.map(\.measure.name) == ["learning_rate"])
  }
}

extension OptimizerConfig {
  fileprivate var reference: any ReferenceOptimizer {
    let decay: ReferenceDecay = decay == .coupled ? .coupled : .decoupled
    return name == .sgd
      ? ReferenceSGD(
        learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay,
        decay: decay)
      : ReferenceAdam(
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
        decay: decay)
  }
}
