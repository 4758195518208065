import Testing
import TestSupport

/// Every method on convolutions, pooling, batch norm and dropout: the Swift reference against PyTorch.
@Suite struct ConvolutionalFixtureTests {
  private let fixture: TensorFile
  private let x: [Double]
  private let labels: [Int]
  private let masks: [Double]
  private let steps = 12
  private let samples = 5
  private let pixels = 3 * 17 * 13

  init() throws {
    fixture = try Fixtures.conv()
    x = try fixture("pictures").values.map { ($0 / 255 - 0.5) / 0.5 }
    labels = try fixture("labels").values.map { Int($0) }
    masks = try fixture("masks/fc1").values
  }

  private func trainer(
    _ method: ReferenceMethod, _ injection: ReferenceBlockPlan.Injection, points: Set<String>? = nil,
    errorScale: ReferenceNetwork.ErrorScale = .batchMean
  ) -> ReferenceTrainer {
    var network = ReferenceNetwork(
      input: ReferenceShape(channels: 3, height: 17, width: 13),
      blocks: [
        .convolution(
          16, kernel: 3, stride: 2, padding: 1, [.norm, .activation(.relu), .maxPool(kernel: 3, stride: 2)]),
        .convolution(5, kernel: 3, padding: 1, [.norm, .activation(.relu), .maxPool(kernel: 2, stride: 2)]),
        .linear(7, [.norm, .activation(.relu), .dropout(probability: 0.5)]),
        .linear(4),
      ], injection: injection)
    network.feedbackPoints = points
    network.set(fixture.group("initial"))
    let owners = network.feedbackBlocks(of: method).map { "\($0.name).feedback" }
    let matrices = fixture.group(method.isDirect ? injection.rawValue : "serial")
    network.set(matrices.filter { owners.contains($0.key) })
    return ReferenceTrainer(
      network, method: method,
      optimizer: ReferenceSGD(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-3),
      feedbackOptimizer: ReferenceSGD(learningRate: 0.02, momentum: 0.9, nesterov: true, weightDecay: 1e-3),
      schedule: .step(gamma: 0.5, every: 2), feedbackSchedule: .exponential(gamma: 0.85),
      errorScale: errorScale)
  }

  /// Runs the 12 steps, compares what was recorded of each, and returns the first pass.
  ///
  /// - Parameter signalAngles: whether they were recorded; they take a second pass.
  @discardableResult
  private func run(
    _ trainer: inout ReferenceTrainer, as place: String, signalAngles: Bool = false
  ) throws -> ReferencePass {
    var first: ReferencePass?
    var series: [String: [Double]] = [:]
    for step in 0..<steps {
      let batch = (0..<samples).map { (step * samples + $0) % labels.count }
      let batchX = batch.flatMap { x[$0 * pixels..<($0 + 1) * pixels] }
      let batchLabels = batch.map { labels[$0] }
      if trainer.method == .brsf {
        for (name, magnitudes) in fixture.group("brsf_magnitudes") {
          let count = magnitudes.count / steps
          trainer.network[name] = Array(magnitudes[step * count..<(step + 1) * count])
        }
      }
      trainer.network.masks = ["fc1": Array(masks[step * samples * 7..<(step + 1) * samples * 7])]
      let before = trainer.network
      let pass = trainer.step(x: batchX, labels: batchLabels)
      first = first ?? pass
      measure(pass, trainer.method, before, into: &series)
      if signalAngles {
        let angles = before.signalAngles(of: pass.signals, x: batchX, labels: batchLabels)
        series["signal_angle", default: []] += before.hidden.compactMap { angles[$0.name] }
      }
      if (step + 1) % 4 == 0 { trainer.endEpoch() }
    }
    for (name, values) in series.sorted(by: { $0.key < $1.key }) {
      // Near 0 degrees the angle of a rounded cosine is off by the root of the rounding.
      expectClose(
        values, try fixture("\(place)/\(name)").values, relative: 1e-9,
        absolute: name == "signal_angle" ? 1e-5 : 0, "\(place) \(name)")
    }
    return try #require(first)
  }

  private func measure(
    _ pass: ReferencePass, _ method: ReferenceMethod, _ before: ReferenceNetwork,
    into series: inout [String: [Double]]
  ) {
    series["loss", default: []].append(pass.loss.loss)
    for block in before.blocks {
      if let angle = pass.angles[block.name] { series["angle", default: []].append(angle) }
      guard method.isSerialWithFeedback, let b = pass.feedback[block.name] else { continue }
      series["weight_angle", default: []].append(
        ReferenceAlignment.weightAngle(weight: block.weight, feedback: b))
      series["norm_ratio", default: []].append(
        ReferenceAlignment.normRatio(weight: block.weight, feedback: b))
    }
  }

  private func expectWhole(_ method: ReferenceMethod, _ injection: ReferenceBlockPlan.Injection) throws {
    let place = "\(injection.rawValue)/\(method)"
    var trainer = trainer(method, injection)
    let first = try run(&trainer, as: place, signalAngles: method != .shallow)
    // The biases before batch norm have gradients of zero, rounded differently here and there.
    expectClose(
      first.gradients, fixture.group("\(place)/gradient"), relative: 1e-9, absolute: 1e-13,
      "\(place) gradient")
    // Stored in float32.
    expectClose(first.signals, fixture.group("\(place)/signal"), relative: 1e-7, "\(place) signal")
    let expected = fixture.group("\(place)/final")
    let final = trainer.network.tensors.filter { !$0.key.hasSuffix("feedback") || expected[$0.key] != nil }
    expectClose(final, expected, relative: 1e-7, "\(place) final")
    let logits = trainer.network.forward(Array(x[..<(samples * pixels)]), samples: samples, training: false)
    expectClose(
      logits, try fixture("\(place)/evaluation_logits").values, relative: 1e-9, "\(place) evaluation")
  }

  @Test(arguments: ReferenceMethod.allCases)
  func `every method, twelve steps as in PyTorch`(method: ReferenceMethod) throws {
    try expectWhole(method, .postActivation)
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp, .drtp, .sdfa])
  func `signals behind pooling and dropout as in PyTorch`(method: ReferenceMethod) throws {
    try expectWhole(method, .blockOutput)
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp, .drtp, .sdfa])
  func `batch_sum as in PyTorch`(method: ReferenceMethod) throws {
    var trainer = trainer(method, .postActivation, errorScale: .batchSum)
    try run(&trainer, as: "batch_sum/\(method)")
  }

  @Test(arguments: [["conv1"], ["conv2"], ["conv1", "fc1"]])
  func `feedback at some blocks only as in PyTorch`(points: [String]) throws {
    for method in [ReferenceMethod.fa, .kp, .usf, .frsf, .dfa, .dkp] {
      var trainer = trainer(method, .postActivation, points: Set(points))
      try run(&trainer, as: "points/\(points.joined(separator: "+"))/\(method)")
    }
  }
}
