import Compute
import Foundation
import Learning
import Testing
import TestSupport

/// Identities of the specification about methods whose signal goes down block by block.
@Suite struct SerialIdentityTests {
  private let nesterov = OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01)
  private let still = OptimizerConfig(learningRate: 0, momentum: 0.9, nesterov: true, weightDecay: 0)

  /// Two engines go through the same batches.
  private func run(
    _ network: NetworkCase, steps: Int, _ first: Engine, _ second: Engine, before: () throws -> Void = {}
  ) throws {
    var batches = Batches(seed: 1)
    for _ in 0..<steps {
      try before()
      let (x, labels) = network.batch(&batches)
      try first.step(x: x, labels: labels)
      try second.step(x: x, labels: labels)
    }
  }

  private func forward(_ engine: Engine) throws -> [String: [Double]] {
    try engine.tensors.filter { !$0.key.hasSuffix(".feedback") }
  }

  @Test(arguments: [NetworkCase.mixed, .conv2, .padded, .flat])
  func `T1: fa with B made W again before each step is bp, bit for bit`(network: NetworkCase) throws {
    let bp = try network.engine(.bp) { $0.optimizer = nesterov }
    let fa = try network.engine(.fa) { $0.optimizer = nesterov }
    try run(network, steps: 6, bp, fa) {
      for (index, matrix) in (fa.learner.rule.feedback as? SerialFeedback)?.matrices ?? [:] {
        let weight = fa.learner.network.blocks[index].weight
        _ = matrix.value.elements.update(from: weight.value.elements)
      }
    }
    #expect(try forward(bp) == forward(fa))
    let other = try network.engine(.fa) { $0.optimizer = nesterov }
    try run(network, steps: 6, try network.engine(.bp), other)
    #expect(try forward(bp) != forward(other))
  }

  @Test(arguments: [NetworkCase.mixed, .conv2, .plain])
  func `T2: kp that starts at B = W stays there, and its whole run is bp's`(network: NetworkCase) throws {
    let bp = try network.engine(.bp) { $0.optimizer = nesterov }
    let kp = try network.engine(.kp) {
      $0.optimizer = nesterov
      $0.feedback.optimizer = nesterov
      $0.feedback.initializer = .copyOfWeights
    }
    try run(network, steps: 8, bp, kp)
    #expect(try forward(bp) == forward(kp))
    let matrices = try #require(kp.learner.rule.feedback as? SerialFeedback).matrices
    #expect(matrices.count == network.blocks.count - 1)
    for (index, matrix) in matrices {
      let weight = kp.learner.network.blocks[index].weight
      #expect(try matrix.value.values(on: kp.device) == weight.value.values(on: kp.device))
    }
  }

  @Test func `T3: kp whose B stands still is fa, bit for bit`() throws {
    let network = NetworkCase.mixed
    let fa = try network.engine(.fa) { $0.optimizer = nesterov }
    let kp = try network.engine(.kp) {
      $0.optimizer = nesterov
      $0.feedback.optimizer = still
    }
    try run(network, steps: 6, fa, kp)
    #expect(try fa.tensors == kp.tensors)
  }

  /// One step of d = W − B when both have the same gradient: only the decay is left of the update.
  private func factors(_ config: OptimizerConfig, steps: Int) -> Double {
    var (d, v) = (1.0, 0.0)
    let (rate, decay) = (config.learningRate, config.weightDecay)
    for _ in 0..<steps {
      guard config.decay == .coupled else {
        d *= 1 - decay
        continue
      }
      let g = decay * d
      v = config.momentum * v + g
      d -= rate * (config.nesterov ? g + config.momentum * v : v)
    }
    return d
  }

  static let optimizers = [
    OptimizerConfig(learningRate: 0.05, momentum: 0, nesterov: false, weightDecay: 0.1),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: false, weightDecay: 0.1),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.1),
    OptimizerConfig(learningRate: 0.05, momentum: 0, nesterov: false, weightDecay: 0.02, decay: .decoupled),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.02, decay: .decoupled),
    OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0),
  ]

  @Test(arguments: optimizers)
  func `T4: kp's W − B shrinks by the decay and by nothing else`(optimizer: OptimizerConfig) throws {
    let network = NetworkCase.mixed
    let kp = try network.engine(.kp) {
      $0.optimizer = optimizer
      $0.feedback.optimizer = optimizer
    }
    func differences() throws -> [String: [Double]] {
      var all: [String: [Double]] = [:]
      for name in ["conv2", "fc1", "fc2"] {
        all[name] = zip(try kp["\(name).weight"], try kp["\(name).feedback"]).map { $0 - $1 }
      }
      return all
    }
    let before = try differences()
    var batches = Batches(seed: 2)
    for _ in 0..<12 {
      let (x, labels) = network.batch(&batches)
      try kp.step(x: x, labels: labels)
    }
    let factor = factors(optimizer, steps: 12)
    #expect(optimizer.weightDecay == 0 ? factor == 1 : factor < 0.95)
    let expected = before.mapValues { $0.map { $0 * factor } }
    expectClose(try differences(), expected, relative: 3e-6, "W − B")
    for measure in kp.learner.epochMeasures() where measure.measure == .residual {
      #expect(abs(measure.value - factor) < 1e-5, "\(measure)")
    }
    #expect(kp.learner.epochMeasures().count { $0.measure == .residual } == 3)
  }

  @Test func `T4: with Adam the residual does not grow`() throws {
    let network = NetworkCase.mixed
    let adam = OptimizerConfig(name: .adam, learningRate: 1e-3, weightDecay: 0.1)
    let kp = try network.engine(.kp) {
      $0.optimizer = adam
      $0.feedback.optimizer = adam
    }
    var batches = Batches(seed: 2)
    for _ in 0..<30 {
      let (x, labels) = network.batch(&batches)
      try kp.step(x: x, labels: labels)
    }
    for measure in kp.learner.epochMeasures() where measure.measure == .residual {
      #expect(measure.value < 1 && measure.value > 0.3, "\(measure)")
    }
  }

  @Test func `T16: bp-fc-only leaves convolutions as they were drawn, statistics aside`() throws {
    let network = NetworkCase.mixed
    let engine = try network.engine(.bpFCOnly) { $0.optimizer = nesterov }
    let before = try engine.tensors
    var batches = Batches(seed: 3)
    for _ in 0..<4 {
      let (x, labels) = network.batch(&batches)
      try engine.step(x: x, labels: labels)
    }
    for (name, values) in try engine.tensors {
      let isFrozen = name.hasPrefix("conv") && !name.contains(".running_")
      // A bias in front of a batch norm learns nothing and decays; it moves because it decays.
      #expect((values == before[name]!) == isFrozen, "\(name)")
    }
  }

  @Test func `T17: usf with weights of one size, and that size as its scale, is bp`() throws {
    let network = NetworkCase.mixed
    let (bp, usf) = (try network.engine(.bp), try network.engine(.usf))
    var signs: [String: [Double]] = [:]
    for block in bp.learner.network.blocks {
      let scale = 1 / (3 * Double(block.fanIn)).squareRoot()
      let name = "\(block.spec.name).weight"
      signs[name] = try bp[name].map { $0 < 0 ? -scale : scale }
    }
    try bp.set(signs)
    try usf.set(signs)
    var batches = Batches(seed: 5)
    let (x, labels) = network.batch(&batches)
    try bp.gradients(x: x, labels: labels)
    let result = try usf.gradients(x: x, labels: labels)
    expectGradients(try usf.gradients, try bp.gradients)
    // acos near 1 turns half a rounding error of float32 into hundredths of a degree.
    #expect(result[.weightAngle].count == 3 && result[.weightAngle].allSatisfy { $0 < 0.1 })
  }

  @Test func `T17: frsf with the weights' own sizes is bp in that step`() throws {
    let network = NetworkCase.conv2
    let (bp, frsf) = (try network.engine(.bp), try network.engine(.frsf))
    for (index, matrix) in try #require(frsf.learner.rule.feedback as? SignFeedback).matrices {
      let weight = frsf.learner.network.blocks[index].weight
      try matrix.magnitude.assign(weight.value.values(on: frsf.device).map(abs), on: frsf.device)
    }
    var batches = Batches(seed: 6)
    let (x, labels) = network.batch(&batches)
    try bp.gradients(x: x, labels: labels)
    try frsf.gradients(x: x, labels: labels)
    #expect(try bp.gradients == frsf.gradients)
  }

  @Test func `brsf draws new magnitudes in every step, frsf keeps them`() throws {
    let network = NetworkCase.mixed
    for (method, changes) in [(ReferenceMethod.brsf, true), (.frsf, false)] {
      let engine = try network.engine(method)
      var batches = Batches(seed: 7)
      let (x, labels) = network.batch(&batches)
      try engine.step(x: x, labels: labels)
      let first = try engine.magnitudes
      try engine.step(x: x, labels: labels)
      #expect(try (engine.magnitudes != first) == changes)
      // The same numbers come again in a run that is taken up at that step.
      let again = try network.engine(method)
      again.learner.resume(step: 1, epoch: 0)
      try again.step(x: x, labels: labels)
      #expect(try again.magnitudes == engine.magnitudes)
    }
  }
}
