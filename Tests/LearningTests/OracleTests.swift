import Learning
import Testing
import TestSupport

/// Twenty steps of the engine against PyTorch in double precision; `Tests/Fixtures/README.md` says what was run.
@Suite struct OracleTests {
  @Test(arguments: [ReferenceMethod.bp, .dfa, .dkp])
  func `fc5: twenty steps as in PyTorch`(method: ReferenceMethod) throws {
    let fixture = try Fixtures.fc5()
    let x = try fixture("pictures").values.map { ($0 / 255 - 0.5) / 0.5 }
    let labels = try fixture("labels").values.map { Int($0) }
    let engine = try Engine(
      method, inputs: 784, hidden: [24, 24, 24, 24], classes: 10, samples: 20
    ) {
      $0.optimizer = OptimizerConfig(learningRate: 1e-2, momentum: 0.9, nesterov: true, weightDecay: 1e-6)
      $0.feedback.optimizer = OptimizerConfig(
        learningRate: 1e-3, momentum: 0.9, nesterov: true, weightDecay: 1e-6)
      $0.feedback.schedule = .exponential(gamma: 0.85)
    }
    try engine.set(fixture.group("initial"))

    var (losses, accuracies, angles): ([Double], [Double], [Double]) = ([], [], [])
    for step in 0..<20 {
      let first = step % 10 * 20
      let batch = Array(x[first * 784..<(first + 20) * 784])
      let result = try engine.step(x: batch, labels: Array(labels[first..<first + 20]))
      if step == 0 { try expectFirstGradients(engine.gradients, method, in: fixture) }
      losses.append(result.loss)
      accuracies.append(result.accuracy)
      angles += result[.angle]
      if step == 9 { engine.learner.finishEpoch() }
    }
    // Float32 against float64 over twenty steps: rounding grows, but stays far below what any mistake would make.
    expectClose(losses, try fixture("\(method)/loss").values, relative: 1e-5, "loss")
    expectClose(accuracies, try fixture("\(method)/accuracy").values, relative: 1e-12, "accuracy")
    if method != .bp { expectClose(angles, try fixture("\(method)/angle").values, relative: 1e-5, "angle") }
    let final = fixture.group("\(method)/final")
    expectClose(try engine.tensors.filter { final[$0.key] != nil }, final, relative: 1e-4, "final")
  }

  private func expectFirstGradients(
    _ gradients: [String: [Double]], _ method: ReferenceMethod, in fixture: TensorFile
  ) throws {
    var expected = fixture.group("\(method == .bp ? "bp" : "dkp")/gradient")
    if method == .dfa { expected = expected.filter { !$0.key.hasSuffix("feedback") } }
    expectGradients(gradients, expected)
  }
}
