import Compute
import Learning
import Testing
import TestSupport

/// Networks that are built on a device that only plans.
@Suite(.serialized) struct MemoryPlanTests {
  private static let networks = [NetworkCase.mixed, .conv2, .padded, .plain, .flat]

  private func plan(_ spec: NetworkSpec, _ config: LearnerConfig) throws -> MemoryPlan {
    let plan = MemoryPlan()
    let learner = try Learner(config, network: spec, seed: 1, on: Device(planning: plan, threads: 2))
    try learner.prepare(training: [config.batchSize, 5], evaluation: [7, 2])
    return plan
  }

  /// Whatever a config may ask for is built on the HTTP server's threads, so nothing of it may touch a number.
  @Test(arguments: LearningRules.names)
  func `every rule, network, optimizer and precision can be planned`(method: String) throws {
    for network in Self.networks {
      let spec = NetworkSpec(
        input: [network.input.channels, network.input.height, network.input.width],
        blocks: BlockSpec.list(of: network.blocks))
      try spec.shapes(classes: spec.classes)
      for precision in Precision.allCases where precision.isSupported {
        var config = LearnerConfig(method: method, batchSize: 6, precision: precision)
        let sgd = try plan(spec, config)
        #expect(sgd.bytes > 0 && sgd.primitives > 0)
        config.optimizer.name = .adam
        config.feedback.optimizer.name = .adam
        #expect(try plan(spec, config).tensors > sgd.tensors, "\(method), \(network.name)")
        config.signalAngleEvery = 2
        config.feedback.nonzeros = 1
        #expect(try plan(spec, config).bytes > sgd.bytes)
      }
    }
  }

  @Test func `a network that no machine has memory for is planned in none`() throws {
    let width = 16384
    let spec = NetworkSpec(
      input: [784],
      blocks: (1...4).map { BlockSpec(name: "fc\($0)", layer: .linear(outputs: width), stages: [.batchNorm]) }
        + [BlockSpec(name: "fc5", layer: .linear(outputs: 10))])
    let before = MemoryRoom.now.bounds.first?.held ?? 0
    let plan = try plan(spec, LearnerConfig(method: "bp"))
    let grown = (MemoryRoom.now.bounds.first?.held ?? 0) - before
    #expect(grown < 200 << 20, "\(grown)")
    // Weights, their gradients and their velocities; activations are a hundredth of that.
    let numbers = 784 * width + 3 * width * width + 10 * width
    let floor = 3 * 4 * numbers
    #expect(plan.tensors > floor && plan.tensors < floor + floor / 20, "\(plan.tensors), \(floor)")
  }

  @Test func `a rule's matrices count`() throws {
    let spec = NetworkSpec(
      input: [256],
      blocks: (1...3).map { BlockSpec(name: "fc\($0)", layer: .linear(outputs: 1024)) }
        + [BlockSpec(name: "fc4", layer: .linear(outputs: 10))])
    let backpropagation = try plan(spec, LearnerConfig(method: "bp")).tensors
    // Two hidden weights of 4 MB each once more; matrices that learn have a velocity too.
    #expect(try plan(spec, LearnerConfig(method: "fa")).tensors - backpropagation >= 2 << 22)
    #expect(try plan(spec, LearnerConfig(method: "kp")).tensors - backpropagation >= 4 << 22)
    #expect(try plan(spec, LearnerConfig(method: "dfa")).tensors - backpropagation < 2 << 22)
  }
}
