import Testing
import TestSupport

/// T4: W - B under KP is a matter of the decay alone, for each optimizer in its own law, elementwise.
@Suite struct KolenPollackTests {
  private let rate = 0.1
  private let lambda = 0.02
  private let steps = 15

  /// W and B of fc2 before and after `steps` steps of KP with this optimizer on both.
  private func run(_ optimizer: any ReferenceOptimizer) -> (before: ReferenceNetwork, after: ReferenceNetwork)
  {
    var network = ReferenceNetwork.fullyConnected(inputs: 6, hidden: [7, 5], classes: 3)
    network.randomise(seed: 51, for: .kp)
    var random = SeededGenerator(seed: 52)
    var trainer = ReferenceTrainer(
      network, method: .kp, optimizer: optimizer, feedbackOptimizer: optimizer)
    for _ in 0..<steps {
      _ = trainer.step(x: random.uniform(-2, 2, count: 8 * 6), labels: random.labels(below: 3, count: 8))
    }
    return (network, trainer.network)
  }

  private func expect(_ optimizer: any ReferenceOptimizer, factor: Double) {
    let (before, after) = run(optimizer)
    for name in ["fc2", "fc3"] {
      let (w0, b0) = (before["\(name).weight"], before["\(name).feedback"])
      let (w, b) = (after["\(name).weight"], after["\(name).feedback"])
      expectClose(
        w.indices.map { w[$0] - b[$0] }, w.indices.map { factor * (w0[$0] - b0[$0]) }, relative: 1e-10, name)
      let residual = ReferenceAlignment.residual(weight: w, feedback: b, firstWeight: w0, firstFeedback: b0)
      expectClose([residual], [abs(factor)], relative: 1e-10, "\(name) residual")
    }
  }

  private func power(_ base: Double) -> Double { (0..<steps).reduce(1) { power, _ in power * base } }

  @Test func `plain SGD: (1 - lambda)^t decoupled, (1 - rate lambda)^t coupled, 1 without`() {
    expect(
      ReferenceSGD(learningRate: rate, weightDecay: lambda, decay: .decoupled), factor: power(1 - lambda))
    expect(ReferenceSGD(learningRate: rate, weightDecay: lambda), factor: power(1 - rate * lambda))
    expect(ReferenceSGD(learningRate: rate, momentum: 0.9, nesterov: true), factor: 1)
  }

  @Test(arguments: [true, false])
  func `momentum: the same recurrence on one number, coupled; (1 - lambda)^t decoupled`(nesterov: Bool) {
    var (d, u) = (1.0, 0.0)
    for _ in 0..<steps {
      u = 0.9 * u + lambda * d
      d -= rate * (nesterov ? lambda * d + 0.9 * u : u)
    }
    func sgd(_ decay: ReferenceDecay) -> ReferenceSGD {
      ReferenceSGD(
        learningRate: rate, momentum: 0.9, nesterov: nesterov, weightDecay: lambda, decay: decay)
    }
    expect(sgd(.coupled), factor: d)
    expect(sgd(.decoupled), factor: power(1 - lambda))
  }

  @Test func `Adam: decoupled as the others, coupled no common factor`() {
    expect(
      ReferenceAdam(learningRate: 0.01, weightDecay: lambda, decay: .decoupled), factor: power(1 - lambda))
    let (before, after) = run(ReferenceAdam(learningRate: 0.01, weightDecay: lambda))
    let ratios = before["fc2.weight"].indices.map {
      (after["fc2.weight"][$0] - after["fc2.feedback"][$0])
        / (before["fc2.weight"][$0] - before["fc2.feedback"][$0])
    }
    #expect(ratios.max()! - ratios.min()! > 0.01)
  }
}
