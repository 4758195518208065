import Compute
import Foundation
import Learning
import TestSupport
import Testing

@Suite struct OptimizerTests {
  static let settings = [
    OptimizerConfig(learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0),
    OptimizerConfig(learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0.1),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: false, weightDecay: 0.01),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01),
  ]

  /// 100,003 elements are shared between threads and leave a rest, 5 are not shared.
  @Test(arguments: settings, [5, 100_003])
  func `five steps as PyTorch's SGD`(config: OptimizerConfig, count: Int) throws {
    let device = try Device(threads: 2)
    let parameter = try Parameter("w", layout: Layout([count]), on: device)
    var random = SeededGenerator(seed: 1)
    let start = random.uniform(-1, 1, count: count).map { Double(Float($0)) }
    try parameter.value.assign(start.map { Float($0) }, on: device)
    let sgd = try SGD(config, parameters: [parameter], on: device)
    var reference = ReferenceSGD(
      learningRate: config.learningRate, momentum: config.momentum, nesterov: config.nesterov,
      weightDecay: config.weightDecay)
    var expected = ["w": start]
    for _ in 0..<5 {
      let gradient = random.uniform(-1, 1, count: count).map { Double(Float($0)) }
      try parameter.gradient.assign(gradient.map { Float($0) }, on: device)
      sgd.step(learningRate: config.learningRate, iteration: 1)
      expected = reference.step(expected, ["w": gradient])
    }
    expectClose(try parameter.value.values(on: device), expected["w"]!, relative: 1e-6, "w")
  }

  @Test func `the exponential schedule multiplies by gamma after each epoch`() {
    let schedule = ScheduleConfig.exponential(gamma: 0.85)
    #expect(schedule.rate(1e-4, epoch: 0) == 1e-4)
    #expect(abs(schedule.rate(1e-4, epoch: 2) - 1e-4 * 0.7225) < 1e-12)
    #expect(ScheduleConfig.constant.rate(1e-4, epoch: 9) == 1e-4)
  }

  @Test func `the schedule moves the feedback's rate and not the weights'`() throws {
    let engine = try Engine(.dkp) { $0.feedback.schedule = .exponential(gamma: 0.5) }
    #expect(engine.learner.feedbackLearningRate == 0.1)
    engine.learner.finishEpoch()
    #expect(engine.learner.feedbackLearningRate == 0.05)
    #expect(engine.learner.learningRate == 0.1)
    #expect(try Engine(.dfa).learner.feedbackLearningRate == nil)
  }
}
