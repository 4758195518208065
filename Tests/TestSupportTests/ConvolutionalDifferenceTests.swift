import Testing
import TestSupport

/// Finite differences through convolutions, pooling and dropout with a fixed mask (spec T25, T26): every kind of
/// layer, feedback points inside and at the end of a block, and blocks that have none.
@Suite struct ConvolutionalDifferenceTests {
  private let samples = 3
  private let classes = 3
  private let x: [Double]
  private let labels: [Int]

  init() {
    var random = SeededGenerator(seed: 31)
    x = random.uniform(-2, 2, count: samples * 2 * 6 * 5)
    labels = random.labels(below: classes, count: samples)
  }

  /// 2 x 6 x 5 -> conv1 4 x 6 x 5, pooled to 4 x 3 x 3 -> conv2 3 x 2 x 2, averaged to 3 x 3 x 3 with a frame of
  /// padding, dropped out -> fc1 5, dropped out -> fc2 3. Behind a ReLU windows of zeros would be ties, where a
  /// maximum has no slope.
  private func network(
    _ method: ReferenceMethod, injection: ReferenceBlockPlan.Injection = .postActivation
  ) -> ReferenceNetwork {
    var network = ReferenceNetwork(
      input: ReferenceShape(channels: 2, height: 6, width: 5),
      blocks: [
        .convolution(
          4, kernel: 3, padding: 1, [.norm, .activation(.tanh), .maxPool(kernel: 3, stride: 2, padding: 1)]),
        .convolution(
          3, kernel: 2, stride: 2, padding: 1,
          [.activation(.relu), .averagePool(kernel: 2, stride: 1, padding: 1), .dropout(probability: 0.2)]),
        .linear(5, [.norm, .activation(.sigmoid), .dropout(probability: 0.4)]),
        .linear(classes),
      ], injection: injection)
    network.randomise(seed: 32, for: method)
    var random = SeededGenerator(seed: 33)
    network.masks = [
      "conv2": random.uniform(0, 1, count: samples * 27).map { $0 < 0.2 ? 0 : 1 },
      "fc1": random.uniform(0, 1, count: samples * 5).map { $0 < 0.4 ? 0 : 1 },
    ]
    return network
  }

  @Test func `shapes: what goes from block to block`() {
    var network = network(.bp)
    var value = x
    for (index, count) in [4 * 3 * 3, 3 * 3 * 3, 5, 3].enumerated() {
      value = network.blocks[index].forward(value, samples: samples, training: true)
      #expect(value.count == samples * count, "\(network.blocks[index].name)")
    }
    #expect(network.blocks.map(\.name) == ["conv1", "conv2", "fc1", "fc2"])
    #expect(network.hidden.map(\.features) == [4 * 6 * 5, 3 * 2 * 2, 5])
    #expect(self.network(.bp, injection: .blockOutput).hidden.map(\.features) == [4 * 3 * 3, 3 * 3 * 3, 5])
  }

  @Test(arguments: ReferenceLoss.Kind.allCases)
  func `T25: bp is the slope of the loss, for every parameter`(loss: ReferenceLoss.Kind) {
    var network = network(.bp)
    network.loss = loss
    let gradients = network.gradients(.bp, x: x, labels: labels)
    #expect(gradients.keys.sorted() == network.parameters.keys.sorted())
    for (name, start) in network.parameters {
      let expected = FiniteDifference.slopes(start) { values in
        var moved = network
        moved[name] = values
        let logits = moved.forward(x, samples: samples, training: true)
        return ReferenceLoss(loss, logits: logits, labels: labels, classes: classes).loss
      }
      expectClose(gradients[name]!, expected, relative: 1e-8, absolute: 1e-11, name)
    }
  }

  /// What a method is asked for: everywhere by feedback, or at some blocks only.
  struct Case: Sendable, CustomTestStringConvertible {
    let method: ReferenceMethod
    let points: Set<String>?
    let injection: ReferenceBlockPlan.Injection
    var testDescription: String { "\(method) at \(points?.sorted() ?? ["all"]), \(injection.rawValue)" }
  }

  static let cases = ReferenceMethod.allCases.flatMap { method in
    ReferenceBlockPlan.Injection.allCases.flatMap { injection in
      let subsets: [Set<String>?] =
        [.fa, .dkp].contains(method) ? [["conv1"], ["conv2"], ["fc1"], ["conv1", "fc1"]] : []
      return ([nil] + subsets).map { Case(method: method, points: $0, injection: injection) }
    }
  }

  @Test(arguments: cases)
  func `T26: a block's gradients are the slopes of <signal, activation> at a fixed input`(_ it: Case) {
    var network = network(it.method, injection: it.injection)
    network.feedbackPoints = it.points
    let pass = network.pass(it.method, x: x, labels: labels)
    var input = x
    for block in network.hidden {
      defer {
        var copy = block
        input = copy.forward(input, samples: samples, training: true)
      }
      let own = network.parameters.filter { $0.key.hasPrefix("\(block.name).") }
      guard let signal = pass.signals[block.name] else {
        #expect(it.method == .shallow || it.method == .bpFCOnly && block.isConvolutional)
        #expect(own.keys.allSatisfy { pass.gradients[$0] == nil })
        continue
      }
      for (name, start) in own {
        let expected = FiniteDifference.slopes(start) { values in
          var moved = network
          moved[name] = values
          var local = moved.blocks.first { $0.name == block.name }!
          _ = local.forward(input, samples: samples, training: true)
          return FiniteDifference.dot(signal, local.activation)
        }
        expectClose(pass.gradients[name]!, expected, relative: 1e-8, absolute: 1e-11, "\(name)")
      }
    }
  }

  @Test(arguments: cases)
  func `T26: a signal is the slope of what is sent through B, or of the block above`(_ it: Case) {
    var network = network(it.method, injection: it.injection)
    network.feedbackPoints = it.points
    let pass = network.pass(it.method, x: x, labels: labels)
    for (index, block) in network.hidden.enumerated() {
      guard let signal = pass.signals[block.name] else { continue }
      let isPoint = it.points?.contains(block.name) ?? true
      let point = pass.activations[block.name]!
      if it.method.isDirect && isPoint {
        let b = network["\(block.name).feedback"]
        let sent = sent(it.method, pass)
        let expected = FiniteDifference.slopes(point) { a in
          FiniteDifference.dot(sent, ReferenceMatrix.timesTransposed(a, b, inner: block.features))
        }
        expectClose(signal, expected, relative: 1e-8, block.name)
        continue
      }
      let above = network.blocks[index + 1]
      let b = it.method.isSerialWithFeedback ? pass.feedback[above.name] : nil
      #expect((b != nil) == (it.method.isSerialWithFeedback && isPoint))
      let expected = fromAbove(network, pass, index, b ?? above.weight)
      expectClose(signal, expected, relative: 1e-8, absolute: 1e-11, block.name)
    }
  }

  /// What goes through B: the error, its signs or the targets.
  private func sent(_ method: ReferenceMethod, _ pass: ReferencePass) -> [Double] {
    switch method {
    case .drtp: labels.flatMap { label in (0..<3).map { $0 == label ? 1.0 / 3 : 0 } }
    // With softmax the error is negative at the label and positive elsewhere.
    case .sdfa: labels.flatMap { label in (0..<3).map { $0 == label ? -1.0 / 3 : 1.0 / 3 } }
    default: pass.loss.error
    }
  }

  /// The slope at block `index`'s point of <u, z> for z = the parameter layer of the block above, with `b` in its
  /// weight's place; u is the slope of <the signal above, the activation it belongs to> in z.
  private func fromAbove(
    _ network: ReferenceNetwork, _ pass: ReferencePass, _ index: Int, _ b: [Double]
  ) -> [Double] {
    let (block, above) = (network.blocks[index], network.blocks[index + 1])
    let signal = pass.signals[above.name] ?? pass.loss.error
    func output(_ point: [Double]) -> [Double] {
      run(block.layers[(block.feedbackPoint + 1)...], point)
    }
    let z = run(above.layers[...0], output(pass.activations[block.name]!))
    let u = FiniteDifference.slopes(z) { z in
      FiniteDifference.dot(signal, run(above.layers[1..<(above.feedbackPoint + 1)], z))
    }
    var layer = above.layers[0]
    layer.parameters["weight"] = b
    return FiniteDifference.slopes(pass.activations[block.name]!) { point in
      FiniteDifference.dot(u, run([layer], output(point)))
    }
  }

  private func run(_ layers: ArraySlice<any ReferenceLayer>, _ x: [Double]) -> [Double] {
    var value = x
    for layer in layers {
      var copy = layer
      value = copy.forward(value, samples: samples, training: true)
    }
    return value
  }

  @Test(arguments: ReferenceBlockPlan.Injection.allCases)
  func `dkp's B learns by the slope of <delta, a Bᵀ> in B, kp's by its weight's gradient`(
    injection: ReferenceBlockPlan.Injection
  ) {
    var network = network(.dkp, injection: injection)
    let pass = network.pass(.dkp, x: x, labels: labels)
    for block in network.hidden {
      let name = "\(block.name).feedback"
      let expected = FiniteDifference.slopes(network[name]) { b in
        FiniteDifference.dot(
          pass.loss.error,
          ReferenceMatrix.timesTransposed(pass.activations[block.name]!, b, inner: block.features))
      }
      expectClose(pass.gradients[name]!, expected, relative: 1e-8, name)
    }
    network.randomise(seed: 34, for: .kp)
    let gradients = network.gradients(.kp, x: x, labels: labels)
    for name in ["conv2", "fc1", "fc2"] {
      #expect(gradients["\(name).feedback"] == gradients["\(name).weight"])
    }
    #expect(gradients["conv1.feedback"] == nil)
  }
}
