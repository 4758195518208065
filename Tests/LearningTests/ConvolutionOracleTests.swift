import Compute
import Learning
import Testing
import TestSupport

/// Twelve steps of every method on a small convolutional network against PyTorch in double precision;
/// `Tests/Fixtures/README.md` says what was run.
@Suite struct ConvolutionOracleTests {
  private static let network = NetworkCase(
    name: "fixture", input: ReferenceShape(channels: 3, height: 17, width: 13),
    blocks: [
      .convolution(
        16, kernel: 3, stride: 2, padding: 1, [.norm, .activation(.relu), .maxPool(kernel: 3, stride: 2)]),
      .convolution(5, kernel: 3, padding: 1, [.norm, .activation(.relu), .maxPool(kernel: 2, stride: 2)]),
      .linear(7, [.norm, .activation(.relu), .dropout(probability: 0.5)]),
      .linear(4),
    ], samples: 5)

  @Test(arguments: ReferenceMethod.allCases)
  func `every method, as in PyTorch`(method: ReferenceMethod) throws {
    try compare(method, "post_activation")
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp, .drtp, .sdfa], ["block_output", "batch_sum"])
  func `direct methods injected elsewhere, or without the 1/N`(method: ReferenceMethod, place: String) throws
  {
    try compare(method, place)
  }

  @Test(
    arguments: [ReferenceMethod.fa, .kp, .usf, .frsf, .dfa, .dkp], ["conv1", "conv2", "conv1+fc1"])
  func `feedback at chosen blocks`(method: ReferenceMethod, points: String) throws {
    try compare(method, "points/\(points)", points: points.split(separator: "+").map(String.init))
  }

  private func compare(_ method: ReferenceMethod, _ place: String, points: [String]? = nil) throws {
    let fixture = try Fixtures.conv()
    let run = "\(place)/\(method)"
    let engine = try Self.network.engine(method) {
      $0.optimizer = OptimizerConfig(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-3)
      $0.schedule = .step(every: 2, gamma: 0.5)
      $0.feedback.optimizer = OptimizerConfig(
        learningRate: 0.02, momentum: 0.9, nesterov: true, weightDecay: 1e-3)
      $0.feedback.schedule = .exponential(gamma: 0.85)
      $0.feedback.injection = place == "block_output" ? .block_output : .post_activation
      $0.feedback.errorScale = place == "batch_sum" ? .batch_sum : .batch_mean
      $0.feedback.points = points
      $0.signalAngleEvery = 1
    }
    try engine.set(fixture.group("initial"))
    // What usf puts in the weights' place it makes of them alone.
    if method.storesFeedback { try engine.set(fixture.group(Self.feedbackGroup(of: method, place))) }
    for block in try engine.learner.network.pass(batchSize: 5, mode: .training).blocks {
      for dropout in block.dropouts { dropout.draws = false }
    }
    let x = try fixture("pictures").values.map { ($0 / 255 - 0.5) / 0.5 }
    let labels = try fixture("labels").values.map { Int($0) }
    var series = Series()
    for step in 0..<12 {
      try setRandomness(of: engine, method, step: step, from: fixture)
      let first = step % 4 * 5
      let result = try engine.step(
        x: Array(x[first * 663..<(first + 5) * 663]), labels: Array(labels[first..<first + 5]))
      if step == 0 { try expectFirst(engine, in: fixture, run) }
      series.add(result)
      if step % 4 == 3 { engine.learner.finishEpoch() }
    }
    // Float32 against float64 over twelve steps.
    expectClose(series.losses, try fixture("\(run)/loss").values, relative: 1e-4, "loss")
    for (name, values) in series.angles {
      // Some runs are there for their losses alone.
      guard let expected = fixture.tensors["\(run)/\(name)"]?.values else { continue }
      // Of backpropagation's own signal there is nothing to measure.
      if values.isEmpty && expected.allSatisfy({ $0 < 0.01 }) { continue }
      #expect(values.count == expected.count, "\(name)")
      // The cosine is right to 1e-5 or so; near 0 degrees the angle is not.
      expectClose(values, expected, relative: 0, absolute: 0.05, name)
    }
    let final = fixture.group("\(run)/final")
    if !final.isEmpty {
      expectClose(try engine.tensors.filter { final[$0.key] != nil }, final, relative: 1e-3, "final")
    }
  }

  private static func feedbackGroup(of method: ReferenceMethod, _ place: String) -> String {
    guard method.isDirect else { return "serial" }
    return place == "block_output" ? place : "post_activation"
  }

  private struct Series {
    var losses: [Double] = []
    var angles: [String: [Double]] = ["angle": [], "weight_angle": [], "signal_angle": []]

    mutating func add(_ result: Learner.StepResult) {
      losses.append(result.loss)
      angles["angle"]! += result[.angle]
      angles["weight_angle"]! += result[.weightAngle]
      angles["signal_angle"]! += result[.signalAngle]
    }
  }

  /// What PyTorch was given for this step: the dropout mask, and brsf's magnitudes.
  private func setRandomness(
    of engine: Engine, _ method: ReferenceMethod, step: Int, from fixture: TensorFile
  ) throws {
    let mask = try fixture("masks/fc1").values[step * 35..<(step + 1) * 35]
    for block in try engine.learner.network.pass(batchSize: 5, mode: .training).blocks {
      for dropout in block.dropouts { try dropout.mask.assign(mask.map { 2 * Float($0) }, on: engine.device) }
    }
    guard method == .brsf else { return }
    try #require(engine.learner.rule.feedback as? SignFeedback).redraws = false
    try engine.set(
      fixture.group("brsf_magnitudes").mapValues { values in
        Array(values[step * values.count / 12..<(step + 1) * values.count / 12])
      })
  }

  private func expectFirst(_ engine: Engine, in fixture: TensorFile, _ run: String) throws {
    let gradients = fixture.group("\(run)/gradient")
    if !gradients.isEmpty { expectGradients(try engine.gradients, gradients) }
    let signals = try engine.signals
    for (block, signal) in fixture.group("\(run)/signal") {
      expectClose(try #require(signals[block]), signal, relative: 1e-5, "signal at \(block)")
    }
  }
}
