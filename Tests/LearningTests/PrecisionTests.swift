import Compute
import Learning
import Testing
import TestSupport

/// bf16: what it changes, and what it must leave as it is.
@Suite(.enabled(if: Precision.bf16.isSupported)) struct PrecisionTests {
  /// ‖x − y‖ / ‖y‖.
  private func distance(_ x: [Double], _ y: [Double]) -> Double {
    let (difference, length) = zip(x, y).reduce(into: (0.0, 0.0)) {
      $0.0 += ($1.0 - $1.1) * ($1.0 - $1.1)
      $0.1 += $1.1 * $1.1
    }
    return length == 0 ? difference.squareRoot() : (difference / length).squareRoot()
  }

  private func engine(
    _ method: ReferenceMethod, _ network: NetworkCase, _ precision: Precision, keepsSignals: Bool
  ) throws -> Engine {
    try network.engine(method) {
      $0.precision = precision
      $0.keepsSignals = keepsSignals
      // Takes the way of its own through all gradients and signals.
      $0.signalAngleEvery = keepsSignals ? 1 : 0
    }
  }

  /// Eight significant bits are 0.4 % a number; through a few layers, with batch norm's differences, that comes to some
  /// per cent of a gradient. (Not on the network with a layer of seven units: six samples there are so few that one unit
  /// on the other side of a ReLU makes another gradient.)
  @Test(arguments: ReferenceMethod.allCases, NetworkCase.all.filter { $0.name != NetworkCase.mixed.name })
  func `gradients are those of f32 but for the rounding`(method: ReferenceMethod, network: NetworkCase) throws
  {
    for keepsSignals in [true, false] {
      let (exact, rounded) = (
        try engine(method, network, .f32, keepsSignals: keepsSignals),
        try engine(method, network, .bf16, keepsSignals: keepsSignals)
      )
      var batches = Batches(seed: 4)
      let (x, labels) = network.batch(&batches)
      let (expected, found) = (
        try exact.gradients(x: x, labels: labels), try rounded.gradients(x: x, labels: labels)
      )
      #expect(abs(found.loss - expected.loss) < 0.03 * expected.loss)
      #expect(found.loss != expected.loss, "nothing has been rounded")
      for (angle, other) in zip(found[.angle], expected[.angle]) { #expect(abs(angle - other) < 2) }
      let gradients = try rounded.gradients
      // In front of a batch norm a bias has the gradient 0, but for rounding.
      let idle = Set(exact.learner.network.blocks.filter { $0.norm != nil }.map(\.bias.name))
      for (name, gradient) in try exact.gradients where !idle.contains(name) {
        let apart = distance(try #require(gradients[name]), gradient)
        #expect(apart < 0.25, "\(name) is \(apart) of its length away")
      }
    }
  }

  @Test func `weights learn in f32: a step too small for bf16 is not lost`() throws {
    let engine = try NetworkCase.conv2.engine(.dkp) {
      $0.precision = .bf16
      $0.optimizer.learningRate = 1e-5
      $0.feedback.optimizer.learningRate = 1e-5
    }
    let before = try engine.learner.tensors.map { try $0.values(on: engine.device) }
    var batches = Batches(seed: 5)
    let (x, labels) = NetworkCase.conv2.batch(&batches)
    try engine.step(x: x, labels: labels)
    for (tensor, old) in zip(engine.learner.tensors, before) where tensor.name.hasSuffix("weight") {
      let moved = zip(try tensor.values(on: engine.device), old).count { $0 != $1 }
      #expect(moved > old.count / 4, "\(tensor.name) has hardly moved")
    }
  }

  /// Products read copies of the weights, and of learned feedback, that optimizers keep up to date.
  @Test(arguments: [ReferenceMethod.bp, .fa, .kp, .dkp])
  func `a step's products read the weights of that step`(method: ReferenceMethod) throws {
    let (engine, fresh) = (
      try self.engine(method, .conv2, .bf16, keepsSignals: false),
      try self.engine(method, .conv2, .bf16, keepsSignals: false)
    )
    var batches = Batches(seed: 6)
    for _ in 0..<3 {
      let (x, labels) = NetworkCase.conv2.batch(&batches)
      try engine.step(x: x, labels: labels)
      // In the middle of a run others ask for the weights, too.
      _ = try engine.evaluate(x: x, labels: labels)
      try fresh.set(engine.tensors)
      let (found, expected) = (
        try engine.gradients(x: x, labels: labels), try fresh.gradients(x: x, labels: labels)
      )
      #expect(found.loss == expected.loss)
      #expect(try engine.gradients == fresh.gradients)
    }
  }

  @Test func `rounding is to the nearest, and to even between two`() throws {
    let device = try Device(threads: 1)
    // Upper halves of normal numbers (oneDNN takes the others for 0), with lower halves around the middle.
    let values = stride(from: 0x0080, to: 0x7f80, by: 3).flatMap { upper in
      [0, 1, 0x7fff, 0x8000, 0x8001, 0xffff].map { Float(bitPattern: UInt32(upper) << 16 | UInt32($0)) }
    }
    let source = try Tensor(shape: [1, values.count], on: device)
    try source.assign(values, on: device)
    let (ours, theirs) = (
      try Tensor(Layout([1, values.count], .bf16), on: device),
      try Tensor(Layout([1, values.count], .bf16), on: device)
    )
    try Reorder(from: source, to: theirs, on: device).run()
    // A matrix of one row with the error 1: the signal is the matrix, rounded.
    let one = try Tensor(shape: [1, 1], on: device)
    one.elements[0] = 1
    let point = try FeedbackPoint(
      matrix: source, sent: one, error: one, matrixGradient: nil, image: nil, on: device)
    try point.products(activations: theirs, signal: ours).run()
    let (found, expected) = (try ours.values(on: device), try theirs.values(on: device))
    #expect(found == expected)
    #expect(found != values)
  }
}
