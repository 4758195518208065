import Compute
import Learning
import Testing
import TestSupport

/// Identities of the specification that hold for any numbers, named as there (T3, T5, ...), on the real engine.
@Suite struct IdentityTests {
  private let nesterov = OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01)
  private let still = OptimizerConfig(learningRate: 0, momentum: 0.9, nesterov: true, weightDecay: 0)

  /// Parameters and statistics of both engines agree.
  private func expectEqual(
    _ left: Engine, _ right: Engine, relative: Double, absolute: Double = 0, _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let own = try left.tensors
    expectClose(
      try right.tensors.filter { own[$0.key] != nil }, own, relative: relative, absolute: absolute, name,
      sourceLocation: sourceLocation)
  }

  @Test func `T3: dkp whose B stands still is dfa, bit for bit`() throws {
    let dfa = try Engine(.dfa, hidden: [16, 5]) { $0.optimizer = nesterov }
    let dkp = try Engine(.dkp, hidden: [16, 5]) {
      $0.optimizer = nesterov
      $0.feedback.optimizer = still
    }
    var batches = Batches(seed: 1)
    for _ in 0..<10 {
      let (x, labels) = batches.next()
      #expect(try dfa.step(x: x, labels: labels) == dkp.step(x: x, labels: labels))
    }
    #expect(try dfa.tensors == dkp.tensors)
    let moving = try Engine(.dkp, hidden: [16, 5]) {
      $0.optimizer = nesterov
      $0.feedback.optimizer = nesterov
    }
    var again = Batches(seed: 1)
    for _ in 0..<10 {
      let (x, labels) = again.next()
      try moving.step(x: x, labels: labels)
    }
    #expect(try dfa.tensors != moving.tensors)
  }

  @Test func `T5: dkp's last B learns by the output weight's gradient`() throws {
    let engine = try Engine(.dkp, hidden: [16, 5])
    var batches = Batches(seed: 2)
    let (x, labels) = batches.next()
    try engine.gradients(x: x, labels: labels)
    let gradients = try engine.gradients
    expectClose(
      gradients["fc2.feedback"]!, gradients["fc3.weight"]!, relative: 1e-6, "B of fc2 against W of fc3")
  }

  @Test func `T6: one hidden layer, dkp that starts at B = W is bp for the whole run`() throws {
    let bp = try Engine(.bp, hidden: [16]) { $0.optimizer = nesterov }
    let dkp = try Engine(.dkp, hidden: [16]) {
      $0.optimizer = nesterov
      $0.feedback.optimizer = nesterov
    }
    try dkp.set(["fc1.feedback": try bp["fc2.weight"]])
    let dfa = try Engine(.dfa, hidden: [16])
    try dfa.set(["fc1.feedback": try bp["fc2.weight"]])
    var batches = Batches(seed: 3)
    for step in 0..<20 {
      let (x, labels) = batches.next()
      try bp.step(x: x, labels: labels)
      try dkp.step(x: x, labels: labels)
      guard step == 0 else { continue }
      try dfa.gradients(x: x, labels: labels)
      expectClose(try dfa.gradients, try bp.gradients, relative: 1e-6, absolute: 1e-8, "dfa's first gradient")
    }
    try expectEqual(bp, dkp, relative: 1e-4, absolute: 1e-6, "after 20 steps")
    expectClose(try dkp["fc1.feedback"], try bp["fc2.weight"], relative: 1e-4, "B against W")
  }

  @Test func `T8: B's and the output weight's gradients sum to zero over the classes`() throws {
    let engine = try Engine(.dkp, hidden: [16, 5])
    var batches = Batches(seed: 4)
    let (x, labels) = batches.next()
    try engine.gradients(x: x, labels: labels)
    for (name, units) in [("fc1.feedback", 16), ("fc2.feedback", 5), ("fc3.weight", 5)] {
      let gradient = try #require(try engine.gradients[name])
      let sums = (0..<units).map { unit in (0..<3).reduce(0.0) { $0 + gradient[$1 * units + unit] } }
      expectClose(
        sums, [Double](repeating: 0, count: units), relative: 0, absolute: 1e-6, "class sums of \(name)")
      #expect(gradient.contains { abs($0) > 1e-3 })
    }
  }

  @Test func `T9: the same vector added to every row of B changes no signal`() throws {
    let engine = try Engine(.dfa, hidden: [16, 5])
    var batches = Batches(seed: 5)
    let (x, labels) = batches.next()
    try engine.gradients(x: x, labels: labels)
    let (before, matrix) = (try engine.signals, try engine["fc1.feedback"])
    try engine.set(["fc1.feedback": matrix.enumerated().map { $1 + Double($0 % 16) / 8 }])
    try engine.gradients(x: x, labels: labels)
    expectClose(try engine.signals, before, relative: 1e-5, absolute: 1e-6, "signal")
    try engine.set(["fc1.feedback": matrix.enumerated().map { $1 + Double($0 / 16) / 8 }])
    try engine.gradients(x: x, labels: labels)
    #expect(!Closeness(try engine.signals["fc1"]!, before["fc1"]!, relative: 1e-2, absolute: 0).isClose)
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp])
  func `T13: a direct method's gradients do not read another block's weights`(method: ReferenceMethod) throws
  {
    let engine = try Engine(method, hidden: [16, 5])
    var batches = Batches(seed: 6)
    let (x, labels) = batches.next()
    try engine.gradients(x: x, labels: labels)
    let before = try engine.gradients
    let pass = try engine.learner.network.pass(batchSize: 8, mode: .training)
    let plan = try engine.learner.rule.plan(StepContext(pass: pass))
    for block in engine.learner.network.blocks { block.weight.value.elements.update(repeating: .nan) }
    for operation in plan.preparation { try operation.run() }
    for group in plan.groups.reversed() { try group.run() }
    #expect(try engine.gradients == before)
  }

  @Test func `T13: backpropagation does read them`() throws {
    let engine = try Engine(.bp, hidden: [16, 5])
    var batches = Batches(seed: 6)
    let (x, labels) = batches.next()
    try engine.gradients(x: x, labels: labels)
    let pass = try engine.learner.network.pass(batchSize: 8, mode: .training)
    for block in engine.learner.network.blocks { block.weight.value.elements.update(repeating: .nan) }
    try engine.learner.rule.plan(StepContext(pass: pass)).runBackward()
    #expect(try engine.gradients["fc1.weight"]!.contains { $0.isNaN })
  }

  @Test func `T14: with B at zero the first step moves only the output layer and B`() throws {
    let engine = try Engine(.dkp, hidden: [16, 5]) { $0.feedback.initializer = .zeros }
    var batches = Batches(seed: 7)
    let (x, labels) = batches.next()
    try engine.gradients(x: x, labels: labels)
    for (name, gradient) in try engine.gradients {
      let moves = name.hasPrefix("fc3.") || name.hasSuffix(".feedback")
      #expect(gradient.contains { $0 != 0 } == moves, "\(name)")
    }
  }

  @Test(arguments: [ReferenceMethod.bp, .dfa, .dkp])
  func `T15: behind a batch norm a bias learns nothing and weights move at right angles`(
    method: ReferenceMethod
  ) throws {
    let engine = try Engine(method, hidden: [16, 16], samples: 32)
    var batches = Batches(seed: 8)
    let (x, labels) = batches.next(samples: 32)
    try engine.gradients(x: x, labels: labels)
    let gradients = try engine.gradients
    for block in ["fc1", "fc2"] {
      let (weight, gradient) = (try engine["\(block).weight"], gradients["\(block).weight"]!)
      let size = gradient.map(abs).max()!
      #expect(gradients["\(block).bias"]!.allSatisfy { abs($0) < 1e-5 * size }, "bias of \(block)")
      let inputs = weight.count / 16
      for unit in 0..<16 {
        let row = unit * inputs..<(unit + 1) * inputs
        let dot = row.reduce(0.0) { $0 + weight[$1] * gradient[$1] }
        let norms = row.reduce(0.0) { $0 + abs(weight[$1] * gradient[$1]) }
        // Exact for ε = 0; with ε = 1e-5 the rest is of the order ε/σ².
        #expect(abs(dot) <= 1e-3 * norms + 1e-7, "row \(unit) of \(block)")
      }
    }
  }

  @Test(arguments: [FeedbackConfig.ErrorScale.batch_mean, .batch_sum])
  func `T19: a batch given twice changes no gradient, and batch_sum doubles the hidden ones`(
    scale: FeedbackConfig.ErrorScale
  ) throws {
    let once = try Engine(.dkp, hidden: [16, 5]) { $0.feedback.errorScale = scale }
    let twice = try Engine(.dkp, hidden: [16, 5], samples: 16) { $0.feedback.errorScale = scale }
    try twice.set(once.tensors)
    var batches = Batches(seed: 9)
    let (x, labels) = batches.next()
    try once.gradients(x: x, labels: labels)
    try twice.gradients(x: x + x, labels: labels + labels)
    let expected = try once.gradients.map { name, values in
      let hidden = !name.hasPrefix("fc3.") && !name.hasSuffix(".feedback")
      return (name, values.map { $0 * (hidden && scale == .batch_sum ? 2 : 1) })
    }
    expectClose(
      try twice.gradients, Dictionary(uniqueKeysWithValues: expected), relative: 1e-5, absolute: 2e-6,
      "gradient")
  }

  @Test func `T19: a left-over batch divides by its own size`() throws {
    let engine = try Engine(.dkp, hidden: [16, 5])
    var reference = ReferenceNetwork.fullyConnected(inputs: 6, hidden: [16, 5], classes: 3)
    reference.randomiseInFloat(seed: 10, for: .dkp)
    try engine.set(reference.tensors)
    var batches = Batches(seed: 11)
    let full = batches.next()
    let rest = batches.next(samples: 3)
    _ = reference.pass(.dkp, x: full.x, labels: full.labels)
    let expected = reference.pass(.dkp, x: rest.x, labels: rest.labels)
    try engine.gradients(x: full.x, labels: full.labels)
    try engine.gradients(x: rest.x, labels: rest.labels)
    expectGradients(try engine.gradients, expected.gradients)
  }
}
