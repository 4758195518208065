import Compute
import Formats
import Learning
import Testing
import TestSupport

/// What a rule of another kind than today's needs, tried with one that these tests bring along: ``LocalLoss``.
@Suite struct RuleSeamTests {
  private let device: Device
  private let spec = NetworkSpec(
    input: [6, 1, 1],
    blocks: [
      BlockSpec(name: "fc1", layer: .linear(outputs: 7), stages: [.batchNorm, .activation(.relu)]),
      BlockSpec(name: "fc2", layer: .linear(outputs: 5), stages: [.activation(.tanh)]),
      BlockSpec(name: "fc3", layer: .linear(outputs: 3)),
    ])

  init() throws { device = try Device(threads: 2) }

  private func config(every: Int = 1, momentum: Double = 0.9) -> LearnerConfig {
    var config = LearnerConfig(
      method: "bp", batchSize: 8,
      optimizer: OptimizerConfig(learningRate: 0.1, momentum: momentum, nesterov: false, weightDecay: 0),
      schedule: .exponential(gamma: 0.5))
    config.ruleOptions = ["every": .integer(every)]
    return config
  }

  private func learner(_ config: LearnerConfig) throws -> Learner {
    try Learner(config, network: spec, rule: LocalLoss.self, seed: 1, on: device)
  }

  @discardableResult
  private func step(_ learner: Learner, _ batches: inout Batches) throws -> Learner.StepResult {
    let (x, labels) = batches.next()
    return try x.map { Float($0) }.withUnsafeBufferPointer { x in
      try labels.map { Int32($0) }.withUnsafeBufferPointer { try learner.step(pixels: x, labels: $0) }
    }
  }

  private func values(_ tensors: [NamedTensor]) throws -> [String: [Float]] {
    Dictionary(uniqueKeysWithValues: try tensors.map { ($0.name, try $0.values(on: device)) })
  }

  /// Nothing but the head reaches the first block, so that block and its head are a network of two blocks under bp.
  @Test func `a block with a head learns as a network of these two does`() throws {
    let local = try learner(config())
    var two = spec
    two.blocks.removeSubrange(1...)
    two.blocks.append(BlockSpec(name: "head", layer: .linear(outputs: 3)))
    let bp = try Learner(config(), network: two, seed: 1, on: device)
    let start = try values(local.tensors)
    for tensor in bp.tensors {
      switch tensor.name {
      case "head.weight": try tensor.assign(start["fc1.head"]!, on: device)
      case "head.bias": try tensor.assign([0, 0, 0], on: device)
      default: try tensor.assign(start[tensor.name]!, on: device)
      }
    }
    var (mine, its) = (Batches(seed: 3), Batches(seed: 3))
    try step(local, &mine)
    try step(bp, &its)
    let (after, expected) = (try values(local.tensors), try values(bp.tensors))
    for (name, pair) in [
      ("fc1.head", "head.weight"), ("fc1.weight", "fc1.weight"), ("fc1.norm.weight", "fc1.norm.weight"),
      ("fc1.norm.running_var", "fc1.norm.running_var"),
    ] {
      expectClose(after[name]!.map(Double.init), expected[pair]!.map(Double.init), relative: 1e-5, name)
      #expect(after[name] != start[name], "\(name)")
    }
    #expect(after["fc2.head"] != start["fc2.head"] && after["fc2.weight"] != start["fc2.weight"])
  }

  @Test func `its own measure is taken when it is due: prepared before the backward pass, read behind it`()
    throws
  {
    let local = try learner(config())
    let heads = try #require(local.rule.feedback as? LocalLoss.Heads)
    #expect(local.layers(of: .headGradient) == ["fc1", "fc2"])
    var batches = Batches(seed: 3)
    for number in 1...4 {
      let result = try step(local, &batches)
      let gradients = heads.matrices.map { Double($0.gradient.elements[0]) }
      #expect(result[.headGradient] == (number % 2 == 0 ? gradients : []))
      #expect(gradients.allSatisfy(\.isFinite) && heads.gradients.prepared == number / 2)
    }
    var silent = config()
    silent.measuresAngle = false
    #expect(try learner(silent).stepMeasures.isEmpty)
  }

  @Test func `its parameters are a group with a rate, a rhythm and a memory of their own`() throws {
    let local = try learner(config(every: 3))
    #expect(local.groups.map(\.name) == ["forward", "heads"])
    #expect(
      local.state.map(\.name).filter { $0.contains("head") } == [
        "fc1.head", "fc2.head", "optimizer/fc1.head/velocity", "optimizer/fc2.head/velocity",
      ])
    var batches = Batches(seed: 4)
    var moved: [Bool] = []
    for _ in 0..<7 {
      let before = try values(local.tensors)
      try step(local, &batches)
      let after = try values(local.tensors)
      #expect(before["fc3.weight"] != after["fc3.weight"])
      moved.append(before["fc1.head"] != after["fc1.head"])
    }
    #expect(moved == [true, false, false, true, false, false, true])
    local.finishEpoch()
    #expect(local.learningRates.map(\.measure.name) == ["learning_rate", "heads_learning_rate"])
    #expect(local.learningRates.map(\.value) == [0.05, 0.05])
  }

  @Test func `what comes before the forward pass finds what the last step left`() throws {
    let local = try learner(config())
    var batches = Batches(seed: 5)
    var logits: [[Float]] = [[Float](repeating: 0, count: 24)]
    for _ in 0..<3 {
      try step(local, &batches)
      logits.append(Array(try local.network.pass(batchSize: 8, mode: .training).logits.elements))
    }
    let heads = try #require(local.rule.feedback as? LocalLoss.Heads)
    #expect(heads.logitsBefore == Array(logits.dropLast()))
    #expect(logits[1] != logits[2])
  }

  @Test func `a run that is taken up goes on as if nothing had been`() throws {
    let whole = try learner(config(every: 2))
    var batches = Batches(seed: 6)
    for _ in 0..<3 { try step(whole, &batches) }
    let again = try learner(config(every: 2))
    for (from, to) in zip(whole.state, again.state) { try to.assign(from.values(on: device), on: device) }
    again.resume(step: 3, epoch: 0)
    var copy = batches
    for _ in 0..<3 {
      try step(whole, &batches)
      try step(again, &copy)
    }
    #expect(try values(whole.state) == values(again.state))
  }

  @Test(arguments: [NetworkCase.mixed, .padded, .flat])
  func `a block's map alone takes any input and has no bias`(network: NetworkCase) throws {
    let engine = try network.engine(.bp)
    let pass = try engine.learner.network.pass(batchSize: network.samples, mode: .training)
    var random = SeededGenerator(seed: 7)
    for (block, plan) in zip(pass.blocks, network.reference().blocks) {
      let shape = block.input.layout.shape
      let x = try Tensor(shape: shape, on: engine.device)
      try x.assign(random.uniform(-1, 1, count: x.layout.count).map { Float($0) }, on: engine.device)
      let z = try Tensor(shape: block.mapLayout.shape, on: engine.device)
      let sum = try Tensor(block.block.weight.value.layout, on: engine.device)
      try block.response(to: x, into: z).run()
      try block.correlation(of: x, with: z, into: sum).run()
      // The reference's layer with the same weights and a bias of zero.
      var layer = plan.layers[0]
      _ = layer.setTensor("weight", try engine["\(plan.name).weight"])
      let values = { (tensor: Tensor) in try tensor.values(on: engine.device).map(Double.init) }
      let output = layer.forward(try values(x), samples: network.samples, training: true)
      expectClose(try values(z), output, relative: 1e-5, "response of \(plan.name)")
      let expected = try #require(layer.parameterGradients(output)["weight"])
      expectClose(try values(sum), expected, relative: 1e-5, "sum of \(plan.name)")
    }
  }
}
