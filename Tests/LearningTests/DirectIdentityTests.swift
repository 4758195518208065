import Compute
import Learning
import Testing
import TestSupport

/// Identities of the specification about direct methods, beyond those in `IdentityTests`.
@Suite struct DirectIdentityTests {
  private static let direct: [ReferenceMethod] = [.dfa, .dkp, .drtp, .sdfa]

  /// Gradients of one batch.
  private func gradients(
    _ engine: Engine, _ network: NetworkCase, seed: UInt64 = 1
  ) throws -> [String: [Double]] {
    var batches = Batches(seed: seed)
    let (x, labels) = network.batch(&batches)
    try engine.gradients(x: x, labels: labels)
    return try engine.gradients
  }

  private func hidden(_ gradients: [String: [Double]], output: String = "fc2.") -> [String: [Double]] {
    gradients.filter { !$0.key.hasPrefix(output) && !$0.key.hasSuffix(".feedback") }
  }

  @Test func `T7: in a deep linear network dfa with the products of the weights is bp`() throws {
    let network = NetworkCase(
      name: "linear", input: ReferenceShape(channels: 6),
      blocks: [.linear(7), .linear(16), .linear(5), .linear(3)], samples: 8)
    let (bp, dfa) = (try network.engine(.bp), try network.engine(.dfa))
    var product = try dfa["fc4.weight"]
    for (name, units) in [("fc3", 5), ("fc2", 16), ("fc1", 7)] {
      try dfa.set(["\(name).feedback": product])
      let (weight, inputs) = (try dfa["\(name).weight"], units == 7 ? 6 : units == 16 ? 7 : 16)
      product = (0..<3).flatMap { row in
        (0..<inputs).map { column in
          (0..<units).reduce(0.0) { $0 + product[row * units + $1] * weight[$1 * inputs + column] }
        }
      }
    }
    expectClose(
      try gradients(dfa, network), try gradients(bp, network), relative: 2e-6, absolute: 1e-8, "gradient")
  }

  @Test(arguments: direct)
  func `T10: classes under other numbers teach the hidden blocks the same`(method: ReferenceMethod) throws {
    let network = NetworkCase.mixed
    let (engine, other) = (try network.engine(method), try network.engine(method))
    let order = [2, 0, 3, 1]
    func permuted(_ values: [Double]) -> [Double] {
      let width = values.count / 4
      return order.flatMap { values[$0 * width..<($0 + 1) * width] }
    }
    for name in ["conv1.feedback", "conv2.feedback", "fc1.feedback", "fc2.weight", "fc2.bias"] {
      try other.set([name: permuted(try engine[name])])
    }
    var batches = Batches(seed: 2)
    let (x, labels) = network.batch(&batches)
    try engine.gradients(x: x, labels: labels)
    try other.gradients(x: x, labels: labels.map { order.firstIndex(of: $0)! })
    expectClose(
      hidden(try other.gradients), hidden(try engine.gradients), relative: 1e-5, absolute: 1e-6, "gradient")
  }

  @Test func `T11: signals are linear in B`() throws {
    let network = NetworkCase.padded
    // One seed, so that all three draw the same dropout masks.
    let engines = try (0..<3).map { _ in try network.engine(.dfa) }
    let other = try network.engine(.dfa, seed: 2)
    for name in ["conv1.feedback", "conv2.feedback", "fc1.feedback"] {
      let (one, two) = (try engines[0][name], try other[name])
      try engines[1].set([name: two])
      try engines[2].set([name: zip(one, two).map { $0 + 3 * $1 }])
    }
    for engine in engines { _ = try gradients(engine, network) }
    let (one, two) = (try engines[0].signals, try engines[1].signals)
    for name in ["conv1", "conv2", "fc1"] {
      expectClose(
        try engines[2].signals[name]!, zip(one[name]!, two[name]!).map { $0 + 3 * $1 }, relative: 1e-5,
        "signal at \(name)")
    }
  }

  @Test func `T12: drtp's hidden blocks know the labels and nothing of the output`() throws {
    let network = NetworkCase.mixed
    let (engine, other) = (try network.engine(.drtp), try network.engine(.drtp))
    try other.set(["fc2.weight": try other["fc2.weight"].map { -7 * $0 }, "fc2.bias": [5, -5, 0, 1]])
    #expect(
      try hidden(gradients(engine, network)) == hidden(gradients(other, network)))
    // Equal labels, equal rows.
    var batches = Batches(seed: 1)
    let labels = network.batch(&batches).labels
    let signal = try #require(try engine.signals["fc1"])
    for (i, j) in [(0, 1), (0, 2), (1, 3), (2, 5), (3, 4)] {
      #expect((signal[i * 7..<i * 7 + 7] == signal[j * 7..<j * 7 + 7]) == (labels[i] == labels[j]))
    }
  }

  @Test func `T12: sdfa sends the sum of all rows less twice the label's`() throws {
    let network = NetworkCase.flat
    let engine = try network.engine(.sdfa)
    var batches = Batches(seed: 3)
    let (x, labels) = network.batch(&batches)
    try engine.gradients(x: x, labels: labels)
    let matrix = try engine["fc3.feedback"]
    let expected = labels.flatMap { label in
      (0..<5).map { unit in
        let sum = (0..<10).reduce(0.0) { $0 + matrix[$1 * 5 + unit] }
        return (sum - 2 * matrix[label * 5 + unit]) / Double(labels.count)
      }
    }
    expectClose(try engine.signals["fc3"]!, expected, relative: 1e-5, "signal")
  }

  @Test(arguments: direct)
  func `T13: any number of threads gives a direct method's gradients`(method: ReferenceMethod) throws {
    let one = try gradients(NetworkCase.conv2.engine(method, threads: 1), .conv2)
    let two = try gradients(NetworkCase.conv2.engine(method, threads: 2), .conv2)
    // oneDNN shares the sum over a batch out among its threads, so the last bits may differ.
    expectGradients(two, one)
  }

  @Test(arguments: [1, 2, 3])
  func `T17: a sparse B has exactly so many entries for each unit, and dense is all of them`(nonzeros: Int)
    throws
  {
    let network = NetworkCase.padded
    let sparse = try network.engine(.dkp) { $0.feedback.nonzeros = nonzeros }
    let dense = try network.engine(.dkp)
    var batches = Batches(seed: 4)
    for _ in 0..<2 {
      for name in ["conv1.feedback", "conv2.feedback", "fc1.feedback"] {
        let values = try sparse[name]
        let units = values.count / 4
        #expect(
          (0..<units).allSatisfy { unit in (0..<4).count { values[$0 * units + unit] != 0 } == nonzeros })
      }
      // Learned feedback stays sparse.
      let (x, labels) = network.batch(&batches)
      try sparse.step(x: x, labels: labels)
    }
    let all = try network.engine(.dkp) { $0.feedback.nonzeros = 4 }
    #expect(try all.tensors == dense.tensors)
    // Where it is not zero it is what the dense one is.
    let fresh = try network.engine(.dkp) { $0.feedback.nonzeros = nonzeros }
    #expect(
      zip(try fresh["conv2.feedback"], try dense["conv2.feedback"]).allSatisfy { $0 == 0 || $0 == $1 })
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp])
  func `T21: a signal has no more directions than classes less one`(method: ReferenceMethod) throws {
    let network = NetworkCase.flat
    let engine = try network.engine(method)
    _ = try gradients(engine, network)
    // In the basis of B's rows, each sample's coefficients are δ's and sum to zero.
    let pass = try engine.learner.network.pass(batchSize: network.samples, mode: .training)
    let error = try pass.outputError().values(on: engine.device).map(Double.init)
    for row in 0..<network.samples {
      let own = error[row * 10..<row * 10 + 10]
      #expect(abs(own.reduce(0, +)) < 1e-7 && own.contains { abs($0) > 1e-3 })
    }
    let (signal, matrix) = (try engine.signals["fc1"]!, try engine["fc1.feedback"])
    var rebuilt = [Double](repeating: 0, count: signal.count)
    for row in 0..<network.samples {
      for unit in 0..<33 {
        // The tenth coefficient is minus the sum of the others: nine directions are enough.
        for c in 0..<9 {
          let direction = matrix[c * 33 + unit] - matrix[9 * 33 + unit]
          rebuilt[row * 33 + unit] += error[row * 10 + c] * direction
        }
      }
    }
    expectClose(signal, rebuilt, relative: 1e-5, "signal")
  }

  @Test
  func `T22: at a block's output pooling and dropout gate the signal, behind the activation nothing does`()
    throws
  {
    let network = NetworkCase.conv2
    func zeros(_ injection: FeedbackConfig.Injection) throws -> Int {
      let engine = try network.engine(.dfa) { $0.feedback.injection = injection }
      _ = try gradients(engine, network)
      // The gradient of β of a channel is the sum over what passes the ReLU; the bias' input is what reaches it.
      let pass = try engine.learner.network.pass(batchSize: network.samples, mode: .training)
      let reached = try pass.blocks[1].signalBehindActivation(on: engine.device)
      return reached.count { $0 == 0 }
    }
    // 10x10 places in 2x2 windows: three of four are not the maximum.
    #expect(try zeros(.block_output) == 6 * 32 * 75)
    #expect(try zeros(.post_activation) == 0)
  }

  @Test func `T22: what dropout dropped receives no signal`() throws {
    let network = NetworkCase.mixed
    let engine = try network.engine(.dfa) { $0.feedback.injection = .block_output }
    _ = try gradients(engine, network)
    let pass = try engine.learner.network.pass(batchSize: network.samples, mode: .training)
    let reached = try pass.blocks[2].signalBehindActivation(on: engine.device)
    let mask = try engine.masks["fc1"]!
    #expect(zip(reached, mask).allSatisfy { ($0 == 0) == ($1 == 0) })
    #expect(mask.contains(0) && mask.contains(1))
  }
}
