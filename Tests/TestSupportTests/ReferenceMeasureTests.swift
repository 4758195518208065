import Foundation
import Testing
import TestSupport

/// Measures, losses, optimizers and schedules against numbers worked out by hand.
@Suite struct ReferenceMeasureTests {
  @Test func `cosines, weight angle, norm ratio and residual`() {
    // (1, 0) and (1, 1): 45 degrees; (0, 2) and (0, -1): 180; nothing and something: 90.
    let cosine = ReferenceAlignment.meanCosine(
      signal: [1, 0, 0, 2, 0, 0], gradient: [1, 1, 0, -1, 1, 1], samples: 3)
    expectClose([cosine], [(0.5.squareRoot() - 1) / 3], relative: 1e-15, "mean cosine")
    // Not an absolute bound as in Figure 2's: signals of 1e-9 have a direction.
    #expect(ReferenceAlignment.cosine([1e-9, 0], [1e-9, 0]) == 1)
    expectClose(
      [ReferenceAlignment.weightAngle(weight: [3, 4], feedback: [-4, 3])], [90], relative: 1e-15, "angle")
    expectClose(
      [ReferenceAlignment.weightAngle(weight: [1, 0], feedback: [2, 2])], [45], relative: 1e-14, "angle")
    #expect(ReferenceAlignment.normRatio(weight: [3, 4], feedback: [0, 10]) == 2)
    // |(3, 4)| over |(6, 8)|.
    #expect(
      ReferenceAlignment.residual(
        weight: [4, 4], feedback: [1, 0], firstWeight: [6, 9], firstFeedback: [0, 1]) == 0.5)
  }

  @Test func `signal angle: 0 for W itself, 180 for its negative, whatever its length`() {
    var network = ReferenceNetwork.fullyConnected(inputs: 4, hidden: [5], classes: 3)
    network.randomise(seed: 61, for: .fa)
    var random = SeededGenerator(seed: 62)
    let (x, labels) = (random.uniform(-1, 1, count: 24), random.labels(below: 3, count: 6))
    func angle(_ factor: Double) -> Double {
      var scaled = network
      scaled["fc2.feedback"] = network["fc2.weight"].map { factor * $0 }
      let before = scaled
      let signals = scaled.pass(.fa, x: x, labels: labels).signals
      return before.signalAngles(of: signals, x: x, labels: labels)["fc1"]!
    }
    #expect(abs(angle(1)) < 1e-5 && abs(angle(7)) < 1e-5 && abs(angle(-0.1) - 180) < 1e-5)
  }

  @Test func `mean squared error and binary cross-entropy`() {
    // (2, 0) against (1, 0), (1, 1) against (0, 1): errors 1, 0, 1, 0 over N classes = 4.
    let squared = ReferenceLoss(.meanSquaredError, logits: [2, 0, 1, 1], labels: [0, 1], classes: 2)
    #expect(squared.loss == 0.5)
    #expect(squared.error == [0.5, 0, 0.5, 0])
    // The tie goes to the first class, so sample 1 is wrong.
    #expect(squared.accuracy == 0.5)
    // sigmoid(log 3) = 3/4, sigmoid(0) = 1/2, and at 1000 and -1000 nothing overflows.
    let binary = ReferenceLoss(
      .binaryCrossEntropy, logits: [log(3), 0, 1000, -1000], labels: [0, 1], classes: 2)
    expectClose(
      [binary.loss], [(log(4.0 / 3) + log(2) + 1000 + 1000) / 4], relative: 1e-15, "loss")
    expectClose(binary.error, [-1.0 / 16, 1.0 / 8, 1.0 / 4, -1.0 / 4], relative: 1e-15, "error")
  }

  @Test func `dropout: masked and scaled in training, nothing in evaluation`() {
    var dropout = ReferenceDropout(probability: 0.75, features: 2)
    dropout.mask = [1, 0, 0, 1]
    #expect(dropout.forward([1, 2, 3, 4], samples: 2, training: true) == [4, 0, 0, 16])
    #expect(dropout.inputGradient([1, 1, 1, 1], feedback: nil) == [4, 0, 0, 4])
    #expect(dropout.forward([1, 2], samples: 1, training: false) == [1, 2])
  }

  @Test func `Adam's first steps are the learning rate; decoupled decay ignores it`() {
    // g = 2: m / (1 - 0.9) = 2, sqrt(v / (1 - 0.999)) = 2, twice.
    var adam = ReferenceAdam(learningRate: 0.5, epsilon: 0)
    var tensors: [String: [Double]] = ["p": [1], "frozen": [1]]
    for _ in 0..<2 { tensors = adam.step(tensors, ["p": [2]]) }
    expectClose(tensors["p"]!, [0], relative: 0, absolute: 1e-12, "two steps of 0.5")
    #expect(tensors["frozen"] == [1])
    // 0.75 * 4 - 0.5 * 2 with SGD, 0.75 * 4 - 0.5 with Adam; coupled g = 2 + 0.25 * 4 = 3.
    func one(_ optimizer: any ReferenceOptimizer) -> Double {
      var optimizer = optimizer
      return optimizer.step(["p": [4]], ["p": [2]])["p"]![0]
    }
    #expect(one(ReferenceSGD(learningRate: 0.5, weightDecay: 0.25, decay: .decoupled)) == 2)
    #expect(one(ReferenceSGD(learningRate: 0.5, weightDecay: 0.25)) == 2.5)
    let decoupled = ReferenceAdam(learningRate: 0.5, epsilon: 0, weightDecay: 0.25, decay: .decoupled)
    expectClose([one(decoupled)], [2.5], relative: 1e-14, "Adam decoupled")
  }

  @Test func `schedules multiply, by whole epochs`() {
    #expect((0..<3).map { ReferenceSchedule.constant.multiplier(epoch: $0) } == [1, 1, 1])
    #expect(
      (0..<3).map { ReferenceSchedule.exponential(gamma: 0.5).multiplier(epoch: $0) } == [1, 0.5, 0.25])
    #expect(
      (0..<7).map { ReferenceSchedule.step(gamma: 0.5, every: 3).multiplier(epoch: $0) }
        == [1, 1, 1, 0.5, 0.5, 0.5, 0.25])
  }
}
