import Compute
import Learning
import Testing
import TestSupport

/// Every method's gradients and signals on every kind of network against the double-precision network, per tensor.
@Suite struct MethodGradientTests {
  @Test(arguments: ReferenceMethod.allCases, NetworkCase.all)
  func `gradients and signals as in double precision`(method: ReferenceMethod, network: NetworkCase) throws {
    try compare(method, network, .post_activation)
  }

  @Test(arguments: ReferenceMethod.allCases, [NetworkCase.mixed, .conv2, .padded])
  func `the same with the signal at the block's output`(method: ReferenceMethod, network: NetworkCase) throws
  {
    try compare(method, network, .block_output)
  }

  @Test(arguments: ReferenceMethod.allCases, [["conv1"], ["fc1"], ["conv2", "fc1"]])
  func `the same with feedback at chosen blocks`(method: ReferenceMethod, points: [String]) throws {
    try compare(method, .mixed, .post_activation, points: points)
    try compare(method, .conv2, .block_output, points: points)
  }

  @Test(arguments: [ReferenceMethod.dfa, .dkp, .drtp, .sdfa])
  func `error_scale batch_sum`(method: ReferenceMethod) throws {
    try compare(method, .mixed, .post_activation, scale: .batchSum)
  }

  @Test(
    arguments: [ReferenceMethod.bp, .fa, .kp, .dkp, .sdfa], [Loss.mean_squared_error, .binary_cross_entropy])
  func `the other losses`(method: ReferenceMethod, loss: Loss) throws {
    try compare(method, .mixed, .post_activation, loss: loss)
  }

  /// With signals that are made to be looked at, and as a run has it.
  private func compare(
    _ method: ReferenceMethod, _ network: NetworkCase, _ injection: FeedbackConfig.Injection,
    points: [String]? = nil, scale: ReferenceNetwork.ErrorScale = .batchMean, loss: Loss = .cross_entropy
  ) throws {
    for keepsSignals in [true, false] {
      try compare(
        method, network, injection, points: points, scale: scale, loss: loss, keepsSignals: keepsSignals)
    }
  }

  private func compare(
    _ method: ReferenceMethod, _ network: NetworkCase, _ injection: FeedbackConfig.Injection,
    points: [String]?, scale: ReferenceNetwork.ErrorScale, loss: Loss, keepsSignals: Bool
  ) throws {
    var reference = network.reference(injection == .post_activation ? .postActivation : .blockOutput)
    reference.feedbackPoints = points.map(Set.init)
    reference.loss = ReferenceLoss.Kind(loss)
    reference.randomiseInFloat(seed: 3, for: method)
    let engine = try network.engine(method) {
      $0.feedback.injection = injection
      $0.feedback.points = points
      $0.feedback.errorScale = scale == .batchSum ? .batch_sum : .batch_mean
      $0.loss = loss
      $0.keepsSignals = keepsSignals
    }
    try engine.set(reference.tensors)
    // brsf draws its own magnitudes; what it drew is read back below.
    var batches = Batches(seed: 4)
    let (x, labels) = network.batch(&batches)
    let result = try engine.gradients(x: x, labels: labels)
    if method == .brsf { reference.set(try engine.magnitudes) }
    reference.masks = try engine.masks
    let expected = reference.pass(method, x: x, labels: labels, errorScale: scale)

    #expect(abs(result.loss - expected.loss.loss) <= 1e-5 * expected.loss.loss)
    #expect(result.accuracy == expected.loss.accuracy)
    expectGradients(try engine.gradients, expected.gradients)
    if keepsSignals {
      let signals = try engine.signals
      for (name, signal) in expected.signals {
        expectClose(try #require(signals[name]), signal, relative: 1e-5, "signal at \(name)")
      }
    }
    #expect(engine.learner.layers(of: .angle) == (method.isDirect ? expected.cosines.keys.sorted() : []))
    for (angle, layer) in zip(result[.angle], engine.learner.layers(of: .angle)) {
      #expect(abs(angle - expected.angles[layer]!) < 0.01, "angle at \(layer)")
    }
  }
}

extension ReferenceLoss.Kind {
  init(_ loss: Loss) {
    switch loss {
    case .cross_entropy: self = .crossEntropy
    case .mean_squared_error: self = .meanSquaredError
    case .binary_cross_entropy: self = .binaryCrossEntropy
    }
  }
}

extension Engine {
  /// Sign symmetry's |M| by the names of feedback tensors.
  var magnitudes: [String: [Double]] {
    get throws {
      try magnitudeTensors.mapValues { try $0.values(on: device).map(Double.init) }
    }
  }
}
