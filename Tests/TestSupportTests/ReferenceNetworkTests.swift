import Foundation
import Testing
import TestSupport

/// A 2-2-2 network whose every number can be followed on paper.
///
///     W1 = 1, b1 = (0, -3), ReLU:   x (1, 2), (2, 5)  ->  a (1, 0), (2, 2)
///     W2 = ((log 3, -log 3), 0):    logits (log 3, 0), (0, 0)  ->  softmax (3/4, 1/4), (1/2, 1/2)
///     labels 0, 1:                  delta (-1/8, 1/8), (1/4, -1/4)
@Suite struct ReferenceNetworkTests {
  private let x: [Double] = [1, 2, 2, 5]
  private let labels = [0, 1]

  private func network() -> ReferenceNetwork {
    var network = ReferenceNetwork.fullyConnected(inputs: 2, hidden: [2], classes: 2, norm: false)
    network.set([
      "fc1.weight": [1, 0, 0, 1], "fc1.bias": [0, -3],
      "fc2.weight": [log(3), -log(3), 0, 0], "fc2.bias": [0, 0],
    ])
    return network
  }

  private func expect(
    _ method: ReferenceMethod, signal: [Double], weight: [Double], bias: [Double],
    feedback: [String: [Double]] = [:],
    with b: [String: [Double]] = [:]
  ) {
    var network = network()
    network.set(b)
    let pass = network.pass(method, x: x, labels: labels)
    let expected = [
      "fc1.weight": weight, "fc1.bias": bias,
      // Rows of deltaᵀ a: -1/8 (1, 0) + 1/4 (2, 2), and its negative.
      "fc2.weight": [0.375, 0.5, -0.375, -0.5], "fc2.bias": [0.125, -0.125],
    ]
    expectClose(pass.signals, ["fc1": signal], relative: 1e-14, "\(method) signal")
    expectClose(
      pass.gradients, expected.merging(feedback) { own, _ in own }, relative: 1e-14, "\(method) gradient")
    expectClose([pass.loss.loss], [(log(4.0 / 3) + log(2)) / 2], relative: 1e-14, "loss")
    #expect(pass.activations["fc1"] == [1, 0, 2, 2])
  }

  @Test func `bp: the signal is delta W2`() {
    // s = log 3 (-1/8, 1/8), log 3 (1/4, -1/4); sample 1's second unit is off.
    expect(
      .bp, signal: [-log(3) / 8, log(3) / 8, log(3) / 4, -log(3) / 4],
      weight: [3 * log(3) / 8, log(3), -log(3) / 2, -5 * log(3) / 4], bias: [log(3) / 8, -log(3) / 4])
  }

  @Test(arguments: [ReferenceMethod.fa, .kp, .dfa, .dkp])
  func `a feedback matrix in the weight's place`(method: ReferenceMethod) {
    // B = ((1, 2), (3, 5)): s = 1/8 (2, 3), -1/4 (2, 3). With one hidden layer fa's B and dfa's have one shape.
    let name = method.isDirect ? "fc1.feedback" : "fc2.feedback"
    // B learns by deltaᵀ a; for kp that is fc2.weight's gradient.
    let learns = method == .kp || method == .dkp
    expect(
      method, signal: [0.25, 0.375, -0.5, -0.75],
      weight: [-0.75, -2, -1.5, -3.75], bias: [-0.25, -0.75],
      feedback: learns ? [name: [0.375, 0.5, -0.375, -0.5]] : [:], with: [name: [1, 2, 3, 5]])
  }

  @Test func `drtp: the signal is the label's row of B over N, with a plus`() {
    expect(
      .drtp, signal: [0.5, 1, 1.5, 2.5], weight: [3.5, 8.5, 5, 12.5], bias: [2, 2.5],
      with: ["fc1.feedback": [1, 2, 3, 5]])
  }

  @Test func `batchSum multiplies the direct signals by N and nothing else`() {
    for method in [ReferenceMethod.dfa, .dkp, .drtp] {
      var network = network()
      network["fc1.feedback"] = [1, 2, 3, 5]
      let mean = network.gradients(method, x: x, labels: labels)
      let sum = network.gradients(method, x: x, labels: labels, errorScale: .batchSum)
      for (name, gradient) in mean {
        let factor = ["fc1.weight", "fc1.bias"].contains(name) ? 2.0 : 1
        expectClose(sum[name]!, gradient.map { factor * $0 }, relative: 1e-15, "\(method) \(name)")
      }
    }
  }

  @Test func `the angle is taken before the step, of direct methods alone`() {
    var network = network()
    network["fc1.feedback"] = [1, 2, 3, 5]
    let cosine = 0.5 / 10.0.squareRoot()
    for method in [ReferenceMethod.dfa, .dkp, .drtp] {
      var trainer = ReferenceTrainer(
        network, method: method, optimizer: ReferenceSGD(learningRate: 1),
        feedbackOptimizer: ReferenceSGD(learningRate: 1))
      let pass = trainer.step(x: x, labels: labels)
      expectClose([pass.cosines["fc1"]!], [cosine], relative: 1e-14, "\(method)")
      expectClose([pass.angles["fc1"]!], [acos(cosine) * 180 / .pi], relative: 1e-14, "\(method)")
    }
    #expect(network.pass(.bp, x: x, labels: labels).angles.isEmpty)
  }

  @Test func `a step moves the weights and B by their own optimizers, and the schedule moves B's alone`() {
    var network = network()
    network["fc1.feedback"] = [1, 2, 3, 5]
    var trainer = ReferenceTrainer(
      network, method: .dkp, optimizer: ReferenceSGD(learningRate: 2),
      feedbackOptimizer: ReferenceSGD(learningRate: 0.5), feedbackGamma: 0.25)
    _ = trainer.step(x: x, labels: labels)
    expectClose(trainer.network["fc2.bias"], [-0.25, 0.25], relative: 1e-14, "fc2.bias - 2 g")
    // B - 0.5 ((0.375, 0.5), -(0.375, 0.5)).
    expectClose(
      trainer.network["fc1.feedback"], [0.8125, 1.75, 3.1875, 5.25], relative: 1e-14, "fc1.feedback")
    trainer.endEpoch()
    #expect(trainer.feedbackOptimizer.learningRate == 0.125)
    #expect(trainer.optimizer.learningRate == 2)
  }

  @Test func `tensors carry the design's names and a copy is an independent network`() {
    var network = ReferenceNetwork.fullyConnected(inputs: 3, hidden: [4], classes: 2)
    network.randomise(seed: 1, for: .dkp)
    #expect(
      network.tensors.keys.sorted() == [
        "fc1.bias", "fc1.feedback", "fc1.norm.bias", "fc1.norm.running_mean", "fc1.norm.running_var",
        "fc1.norm.weight", "fc1.weight", "fc2.bias", "fc2.weight",
      ])
    #expect(network["fc1.weight"].count == 12 && network["fc1.feedback"].count == 8)
    let copy = network
    network["fc1.norm.running_var"] = [1, 2, 3, 4]
    network["fc1.weight"][5] = 100
    #expect(network["fc1.norm.running_var"] == [1, 2, 3, 4])
    #expect(copy["fc1.norm.running_var"] == [1, 1, 1, 1])
    #expect(network["fc1.weight"][5] == 100 && copy["fc1.weight"][5] != 100)
    network.randomise(seed: 1, for: .kp)
    #expect(network.feedbackTensors.mapValues(\.count) == ["fc2.feedback": 8])
  }

  @Test func `gradients do not depend on the running statistics, evaluation does`() {
    var network = ReferenceNetwork.fullyConnected(inputs: 2, hidden: [3], classes: 2)
    network.randomise(seed: 2, for: .bp)
    let first = network.gradients(.bp, x: x, labels: labels)
    #expect(first == network.gradients(.bp, x: x, labels: labels))
    let before = network.forward(x, samples: 2, training: false)
    _ = network.gradients(.bp, x: x, labels: labels)
    #expect(before != network.forward(x, samples: 2, training: false))
  }
}
