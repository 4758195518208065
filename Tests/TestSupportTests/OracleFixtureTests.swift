import Testing
import TestSupport

/// The Swift reference against PyTorch: two implementations that share nothing but the definitions.
@Suite struct OracleFixtureTests {
  @Test(arguments: [ReferenceMethod.bp, .dfa, .dkp])
  func `fc5: twenty steps as in PyTorch`(method: ReferenceMethod) throws {
    let fixture = try Fixtures.fc5()
    let x = try fixture("pictures").values.map { ($0 / 255 - 0.5) / 0.5 }
    let labels = try fixture("labels").values.map { Int($0) }
    var network = ReferenceNetwork.fullyConnected(inputs: 784, hidden: [24, 24, 24, 24], classes: 10)
    network.set(fixture.group("initial").filter { method.isDirect || !$0.key.hasSuffix("feedback") })
    var trainer = ReferenceTrainer(
      network, method: method,
      optimizer: ReferenceSGD(learningRate: 1e-2, momentum: 0.9, nesterov: true, weightDecay: 1e-6),
      feedbackOptimizer: ReferenceSGD(learningRate: 1e-3, momentum: 0.9, nesterov: true, weightDecay: 1e-6),
      feedbackGamma: 0.85)

    var losses: [Double] = []
    var accuracies: [Double] = []
    var cosines: [Double] = []
    var angles: [Double] = []
    for step in 0..<20 {
      let first = step % 10 * 20
      let batch = Array(x[first * 784..<(first + 20) * 784])
      let pass = trainer.step(x: batch, labels: Array(labels[first..<first + 20]))
      if step == 0 { try expectFirstGradients(pass.gradients, method, in: fixture) }
      losses.append(pass.loss.loss)
      accuracies.append(pass.loss.accuracy)
      for block in network.hidden where method.isDirect {
        cosines.append(pass.cosines[block.name]!)
        angles.append(pass.angles[block.name]!)
      }
      if step % 10 == 9 { trainer.endEpoch() }
    }

    expectClose(losses, try fixture("\(method)/loss").values, relative: 1e-9, "loss")
    expectClose(accuracies, try fixture("\(method)/accuracy").values, relative: 1e-12, "accuracy")
    if method.isDirect {
      expectClose(cosines, try fixture("\(method)/cosine").values, relative: 1e-9, "cosine")
      expectClose(angles, try fixture("\(method)/angle").values, relative: 1e-9, "angle")
    }
    var final = trainer.network.tensors
    if method == .dfa { final = final.filter { !$0.key.hasSuffix("feedback") } }
    expectClose(final, fixture.group("\(method)/final"), relative: 1e-9, "\(method) final")
    let logits = trainer.network.forward(Array(x[..<(20 * 784)]), samples: 20, training: false)
    expectClose(logits, try fixture("\(method)/evaluation_logits").values, relative: 1e-9, "evaluation")
  }

  private func expectFirstGradients(
    _ gradients: [String: [Double]], _ method: ReferenceMethod, in fixture: TensorFile
  ) throws {
    var expected = fixture.group("\(method == .bp ? "bp" : "dkp")/gradient")
    if method == .dfa { expected = expected.filter { !$0.key.hasSuffix("feedback") } }
    // The biases before batch norm have gradients of zero, rounded differently here and there.
    expectClose(gradients, expected, relative: 1e-9, absolute: 1e-14, "\(method) gradient")
  }

  private static let networks: [(name: String, norm: Bool, activation: ReferenceActivation.Function)] = [
    ("norm-relu", true, .relu), ("norm-tanh", true, .tanh), ("sigmoid", false, .sigmoid),
  ]

  private static let optimizers: [(name: String, sgd: ReferenceSGD)] = [
    ("plain", ReferenceSGD(learningRate: 0.1)),
    ("momentum", ReferenceSGD(learningRate: 0.05, momentum: 0.9, weightDecay: 1e-2)),
    ("nesterov", ReferenceSGD(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-2)),
  ]

  @Test(arguments: [ReferenceMethod.bp, .fa, .kp, .dfa, .dkp, .drtp], networks.indices)
  func `every method with every form of SGD as in PyTorch`(method: ReferenceMethod, index: Int) throws {
    let fixture = try Fixtures.methods()
    let (name, norm, activation) = Self.networks[index]
    let x = try fixture("x").values
    let labels = try fixture("labels").values.map { Int($0) }
    var network = ReferenceNetwork.fullyConnected(
      inputs: 5, hidden: [7, 4], classes: 3, norm: norm, activation: activation)
    network.set(fixture.group("\(name)/initial"))
    if method.isDirect { network.set(fixture.group("\(name)/direct")) }
    if method.isSerialWithFeedback { network.set(fixture.group("\(name)/serial")) }

    for (optimizer, sgd) in Self.optimizers {
      var feedbackSGD = sgd
      feedbackSGD.learningRate = 0.02
      var trainer = ReferenceTrainer(
        network, method: method, optimizer: sgd, feedbackOptimizer: feedbackSGD, feedbackGamma: 0.5)
      var losses: [Double] = []
      for step in 0..<6 {
        let pass = trainer.step(
          x: Array(x[step * 30..<(step + 1) * 30]), labels: Array(labels[step * 6..<(step + 1) * 6]))
        losses.append(pass.loss.loss)
        if step == 0 {
          let place = "\(name)/\(method)"
          expectClose(
            pass.gradients, fixture.group("\(place)/gradient"), relative: 1e-9, absolute: 1e-14,
            "\(place) gradient")
          expectClose(pass.signals, fixture.group("\(place)/signal"), relative: 1e-9, "\(place) signal")
        }
        if step == 2 { trainer.endEpoch() }
      }
      let place = "\(name)/\(method)/\(optimizer)"
      expectClose(losses, try fixture("\(place)/loss").values, relative: 1e-9, "\(place) loss")
      expectClose(trainer.network.tensors, fixture.group("\(place)/final"), relative: 1e-9, "\(place) final")
    }
  }
}
