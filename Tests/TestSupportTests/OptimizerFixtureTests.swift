import Testing
import TestSupport

/// Optimizers, decays, schedules and losses of the Swift reference against PyTorch's.
@Suite struct OptimizerFixtureTests {
  private let fixture: TensorFile

  init() throws { fixture = try Fixtures.optimizers() }

  private static let optimizers:
    [(name: String, make: @Sendable (Double) -> any ReferenceOptimizer, rate: Double)] = [
      ("adam", { ReferenceAdam(learningRate: $0, weightDecay: 1e-2) }, 0.01),
      ("adam-decoupled", { ReferenceAdam(learningRate: $0, weightDecay: 1e-2, decay: .decoupled) }, 0.01),
      ("sgd-decoupled", { ReferenceSGD(learningRate: $0, weightDecay: 1e-2, decay: .decoupled) }, 0.1),
      (
        "nesterov-decoupled",
        {
          ReferenceSGD(
            learningRate: $0, momentum: 0.9, nesterov: true, weightDecay: 1e-2, decay: .decoupled)
        }, 0.05
      ),
    ]

  private func expect(
    _ method: ReferenceMethod, _ optimizer: any ReferenceOptimizer, feedback: any ReferenceOptimizer,
    loss: ReferenceLoss.Kind = .crossEntropy, as place: String
  ) throws {
    var network = ReferenceNetwork.fullyConnected(
      inputs: 5, hidden: [7, 4], classes: 3, norm: false, activation: .tanh)
    network.loss = loss
    network.set(fixture.group("initial"))
    if method.isDirect { network.set(fixture.group("direct")) }
    if method.isSerialWithFeedback { network.set(fixture.group("serial")) }
    var trainer = ReferenceTrainer(
      network, method: method, optimizer: optimizer, feedbackOptimizer: feedback,
      schedule: .exponential(gamma: 0.7), feedbackSchedule: .step(gamma: 0.25, every: 2))
    let x = try fixture("x").values
    let labels = try fixture("labels").values.map { Int($0) }
    var losses: [Double] = []
    for step in 0..<6 {
      let pass = trainer.step(
        x: Array(x[step * 30..<(step + 1) * 30]), labels: Array(labels[step * 6..<(step + 1) * 6]))
      losses.append(pass.loss.loss)
      let gradients = fixture.group("\(place)/gradient")
      if step == 0 && !gradients.isEmpty {
        expectClose(pass.gradients, gradients, relative: 1e-9, absolute: 1e-14, "\(place) gradient")
      }
      if step % 2 == 1 { trainer.endEpoch() }
    }
    expectClose(losses, try fixture("\(place)/loss").values, relative: 1e-9, "\(place) loss")
    expectClose(trainer.network.tensors, fixture.group("\(place)/final"), relative: 1e-9, "\(place) final")
  }

  @Test(arguments: optimizers.indices, [ReferenceMethod.bp, .kp, .dkp])
  func `Adam and decoupled decay as in PyTorch`(index: Int, method: ReferenceMethod) throws {
    let (name, make, rate) = Self.optimizers[index]
    try expect(method, make(rate), feedback: make(0.02), as: "\(name)/\(method)")
  }

  @Test(
    arguments: [ReferenceLoss.Kind.meanSquaredError, .binaryCrossEntropy],
    [ReferenceMethod.bp, .kp, .dfa, .dkp, .drtp, .sdfa])
  func `squared error and binary cross-entropy as in PyTorch`(
    loss: ReferenceLoss.Kind, method: ReferenceMethod
  ) throws {
    try expect(
      method, ReferenceSGD(learningRate: 0.05, momentum: 0.9, nesterov: true),
      feedback: ReferenceSGD(learningRate: 0.02, momentum: 0.9, nesterov: true), loss: loss,
      as: "\(loss.rawValue)/\(method)")
  }
}
