import Testing
import TestSupport

/// Identities that hold exactly in real numbers, named as in the specification, on a convolutional network.
@Suite struct ConvolutionalIdentityTests {
  private let samples = 6
  private let classes = 3
  private let x: [Double]
  private let labels: [Int]

  init() {
    var random = SeededGenerator(seed: 41)
    x = random.uniform(-2, 2, count: samples * 2 * 6 * 5)
    labels = random.labels(below: classes, count: samples)
  }

  /// conv1 4 x 6 x 5, pooled to 4 x 3 x 2 -> conv2 3 x 3 x 2 -> fc1 5, dropped out -> fc2 3.
  private func network(
    _ method: ReferenceMethod, injection: ReferenceBlockPlan.Injection = .postActivation
  ) -> ReferenceNetwork {
    build(
      method,
      [
        .convolution(4, kernel: 3, padding: 1, [.norm, .activation(.relu), .maxPool(kernel: 2, stride: 2)]),
        .convolution(3, kernel: 3, padding: 1, [.activation(.tanh)]),
        .linear(5, [.norm, .activation(.relu), .dropout(probability: 0.5)]),
        .linear(classes),
      ], injection)
  }

  private func build(
    _ method: ReferenceMethod, _ blocks: [ReferenceBlockPlan],
    _ injection: ReferenceBlockPlan.Injection = .postActivation
  ) -> ReferenceNetwork {
    var network = ReferenceNetwork(
      input: ReferenceShape(channels: 2, height: 6, width: 5), blocks: blocks, injection: injection)
    network.randomise(seed: 42, for: method)
    var random = SeededGenerator(seed: 43)
    for block in network.blocks where block.mask != nil {
      network.masks = [block.name: random.uniform(0, 1, count: samples * 5).map { $0 < 0.5 ? 0 : 1 }]
    }
    return network
  }

  private func gradients(_ method: ReferenceMethod, _ network: ReferenceNetwork) -> [String: [Double]] {
    var network = network
    return network.gradients(method, x: x, labels: labels)
  }

  /// What is not B.
  private func forward(_ tensors: [String: [Double]]) -> [String: [Double]] {
    tensors.filter { !$0.key.hasSuffix(".feedback") }
  }

  private func trained(_ method: ReferenceMethod, _ network: ReferenceNetwork, steps: Int) -> ReferenceNetwork
  {
    let sgd = ReferenceSGD(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01)
    var trainer = ReferenceTrainer(network, method: method, optimizer: sgd, feedbackOptimizer: sgd)
    for _ in 0..<steps { _ = trainer.step(x: x, labels: labels) }
    return trainer.network
  }

  private func close(_ actual: [String: [Double]], _ expected: [String: [Double]], _ name: String) {
    expectClose(actual, expected, relative: 1e-10, absolute: 1e-14, name)
  }

  @Test func `T1 and T2: fa with B = W is bp, and kp that starts there stays bp`() {
    var network = network(.kp)
    let names = ["conv2", "fc1", "fc2"]
    for name in names { network["\(name).feedback"] = network["\(name).weight"] }
    close(gradients(.fa, network), gradients(.bp, network), "fa")
    let kp = trained(.kp, network, steps: 6)
    close(forward(kp.tensors), forward(trained(.bp, network, steps: 6).tensors), "kp after 6 steps")
    for name in names { close(["B": kp["\(name).feedback"]], ["B": kp["\(name).weight"]], name) }
  }

  @Test func `T6: behind one block dfa with B = W is bp, and dkp that starts there stays bp`() {
    var network = build(
      .dkp,
      [
        .convolution(4, kernel: 3, [.norm, .activation(.relu), .maxPool(kernel: 3, stride: 1)]),
        .linear(classes),
      ], .blockOutput)
    network["conv1.feedback"] = network["fc1.weight"]
    close(gradients(.dfa, network), gradients(.bp, network), "dfa")
    close(
      forward(trained(.dkp, network, steps: 6).tensors), forward(trained(.bp, network, steps: 6).tensors),
      "dkp after 6 steps")
  }

  @Test func `T7: without bends dfa with the slopes of the logits for B is bp`() {
    var network = build(
      .dfa,
      [
        .convolution(3, kernel: 3, stride: 2, padding: 1, [.averagePool(kernel: 2, stride: 1)]),
        .convolution(4, kernel: 2), .linear(5), .linear(classes),
      ])
    let expected = gradients(.bp, network)
    // In a linear network the row of class c is what comes down of a signal of one at that class, from any input.
    _ = network.forward(x, samples: samples, training: true)
    for c in 0..<classes {
      var signal = [Double](repeating: 0, count: samples * classes)
      signal[c] = 1
      for block in network.blocks.reversed() {
        let back = block.backward(output: signal, feedback: nil, toInput: true)
        if block.name != "fc2" {
          let n = block.features
          network["\(block.name).feedback"].replaceSubrange(c * n..<(c + 1) * n, with: back.point[..<n])
        }
        signal = back.input
      }
    }
    close(forward(gradients(.dfa, network)), expected, "dfa")
  }

  @Test func `without a feedback point every method with feedback is bp`() {
    for method in [ReferenceMethod.fa, .kp, .usf, .dfa, .dkp, .drtp, .sdfa] {
      var network = network(method)
      network.feedbackPoints = []
      #expect(network.feedbackBlocks(of: method).isEmpty)
      #expect(gradients(method, network) == gradients(.bp, network), "\(method)")
    }
    var network = network(.dkp)
    let everywhere = gradients(.dkp, network)
    network.feedbackPoints = ["conv1", "conv2", "fc1"]
    #expect(gradients(.dkp, network) == everywhere)
  }

  @Test func `T12: drtp reads neither output weights nor logits, and equal labels get equal signals`() {
    var network = network(.drtp)
    let pass = network.pass(.drtp, x: x, labels: labels)
    network["fc2.weight"] = network["fc2.weight"].map { 5 - $0 }
    let moved = network.pass(.drtp, x: x, labels: labels)
    #expect(moved.signals == pass.signals && moved.logits != pass.logits)
    let signal = pass.signals["conv2"]!
    let n = signal.count / samples
    for first in 0..<samples {
      for second in 0..<first {
        let equal = signal[first * n..<(first + 1) * n].elementsEqual(signal[second * n..<(second + 1) * n])
        #expect(equal == (labels[first] == labels[second]))
      }
    }
  }

  @Test func `T12: sdfa's signal is the sum of B's rows less twice the label's, over N`() {
    var network = network(.sdfa)
    let signals = network.pass(.sdfa, x: x, labels: labels).signals
    for block in network.hidden {
      let (b, n) = (network["\(block.name).feedback"], block.features)
      let expected = labels.flatMap { label in
        (0..<n).map { unit in
          let sum = (0..<classes).reduce(0) { $0 + b[$1 * n + unit] }
          return (sum - 2 * b[label * n + unit]) / Double(samples)
        }
      }
      close([block.name: signals[block.name]!], [block.name: expected], "sdfa")
    }
  }

  @Test func `T16: bp-fc-only leaves convolutions and their norms as drawn, and moves their statistics`() {
    let network = network(.bp)
    let (only, whole) = (gradients(.bpFCOnly, network), gradients(.bp, network))
    #expect(only == whole.filter { $0.key.hasPrefix("fc") })
    let after = trained(.bpFCOnly, network, steps: 3)
    for (name, values) in network.tensors {
      #expect((after[name] == values) == (name.hasPrefix("conv") && !name.contains("running")), "\(name)")
    }
  }

  @Test func `shallow trains the output layer alone, and moves the statistics`() {
    let network = network(.shallow)
    #expect(gradients(.shallow, network) == gradients(.bp, network).filter { $0.key.hasPrefix("fc2") })
    let after = trained(.shallow, network, steps: 3)
    for (name, values) in network.tensors {
      #expect((after[name] != values) == (name.hasPrefix("fc2") || name.contains("running")), "\(name)")
    }
  }

  @Test(arguments: ReferenceSignScale.allCases)
  func `T17: usf is bp where every weight is s or -s`(scale: ReferenceSignScale) {
    var network = network(.usf)
    network.usfScale = scale
    // conv2: 3 from 4 channels; fc1: 5 from 18; fc2: 3 from 5.
    let sizes = [("conv2", 36.0, 27.0), ("fc1", 18, 5), ("fc2", 5, 3)]
    for (name, fanIn, fanOut) in sizes {
      let variance = scale == .standard ? 1 / (3 * fanIn) : 2 / (fanIn + fanOut)
      network["\(name).weight"] = network["\(name).weight"].map {
        $0 < 0 ? -variance.squareRoot() : variance.squareRoot()
      }
    }
    close(gradients(.usf, network), gradients(.bp, network), "usf")
  }

  @Test func `T17: frsf and brsf are bp where M is the size of W, and zero where W is`() {
    var network = network(.frsf)
    for name in ["conv2", "fc1", "fc2"] {
      network["\(name).feedback"] = network["\(name).weight"].map { -$0 }
    }
    close(gradients(.frsf, network), gradients(.bp, network), "frsf")
    close(gradients(.brsf, network), gradients(.bp, network), "brsf")
    network["fc2.weight"] = network["fc2.weight"].map { _ in 0 }
    #expect(network.pass(.frsf, x: x, labels: labels).signals["fc1"]!.allSatisfy { $0 == 0 })
    #expect(network.pass(.usf, x: x, labels: labels).signals["fc1"]!.allSatisfy { $0 == 0 })
  }

  @Test func `T22: pooling and dropout gate a signal that is injected behind them, and no other`() {
    for injection in ReferenceBlockPlan.Injection.allCases {
      var network = network(.dfa, injection: injection)
      let pass = network.pass(.dfa, x: x, labels: labels)
      // What arrives at the norm of each block: zero where the unit is off or, behind the pool, has not won.
      let fc = network.hidden.last!
      let zeros = fc.backward(injecting: pass.signals["fc1"]!).gradients["fc1.norm.bias"]!
      var undropped = network
      undropped.masks = ["fc1": [Double](repeating: 1, count: samples * 5)]
      _ = undropped.forward(x, samples: samples, training: true)
      let all = undropped.hidden.last!.backward(injecting: pass.signals["fc1"]!).gradients["fc1.norm.bias"]!
      #expect((zeros == all) == (injection == .postActivation))

      let pool = network.blocks[0].layers[3]
      let ones = [Double](repeating: 1, count: samples * 4 * 3 * 2)
      let arriving =
        injection == .blockOutput ? pool.inputGradient(ones, feedback: nil) : pass.signals["conv1"]!
      #expect(arriving.filter { $0 != 0 }.count == samples * 4 * (injection == .blockOutput ? 6 : 30))
      #expect(pass.signals["conv1"]!.count == samples * 4 * (injection == .blockOutput ? 6 : 30))
    }
  }
}
