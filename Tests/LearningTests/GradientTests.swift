import Learning
import Testing
import TestSupport

/// Every gradient of the engine against the double-precision network, per tensor.
@Suite struct GradientTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var inputs = 6
    var hidden: [Int]
    var classes = 3
    var samples = 8
    var norm = true
    var testDescription: String { "\(inputs)-\(hidden)-\(classes), batch \(samples), norm \(norm)" }
  }

  static let shapes = [
    Shape(hidden: [7, 5]),
    Shape(hidden: [16, 32, 16], samples: 9),
    Shape(inputs: 17, hidden: [33, 48, 64, 5], classes: 10, samples: 50),
    Shape(inputs: 784, hidden: [64, 64, 64, 64], classes: 10, samples: 50),
    Shape(hidden: [7, 16], norm: false),
    Shape(hidden: [1], classes: 2, samples: 16),
  ]

  @Test(arguments: [ReferenceMethod.bp, .dfa, .dkp], shapes)
  func `gradients and signals as in double precision`(method: ReferenceMethod, shape: Shape) throws {
    var reference = ReferenceNetwork.fullyConnected(
      inputs: shape.inputs, hidden: shape.hidden, classes: shape.classes, norm: shape.norm)
    reference.randomiseInFloat(seed: 3, for: method)
    let engine = try Engine(
      method, inputs: shape.inputs, hidden: shape.hidden, classes: shape.classes, samples: shape.samples,
      norm: shape.norm)
    try engine.set(reference.tensors)
    var batches = Batches(seed: 4)
    let (x, labels) = batches.next(inputs: shape.inputs, classes: shape.classes, samples: shape.samples)

    let expected = reference.pass(method, x: x, labels: labels)
    let result = try engine.gradients(x: x, labels: labels)

    #expect(abs(result.loss - expected.loss.loss) <= 1e-5 * expected.loss.loss)
    #expect(result.accuracy == expected.loss.accuracy)
    expectGradients(try engine.gradients, expected.gradients)
    expectClose(try engine.signals, expected.signals, relative: 1e-5, "signal")
    for (angle, block) in zip(result[.angle], reference.hidden) {
      #expect(abs(angle - expected.angles[block.name]!) < 0.01, "angle at \(block.name)")
    }
    #expect(result[.angle].count == (method == .bp ? 0 : shape.hidden.count))
  }

  @Test func `error_scale batch_sum leaves the output layer and B as they are`() throws {
    var reference = ReferenceNetwork.fullyConnected(inputs: 6, hidden: [7, 5], classes: 3)
    reference.randomiseInFloat(seed: 5, for: .dkp)
    let engine = try Engine(.dkp) { $0.feedback.errorScale = .batch_sum }
    try engine.set(reference.tensors)
    var batches = Batches(seed: 6)
    let (x, labels) = batches.next()
    let expected = reference.pass(.dkp, x: x, labels: labels, errorScale: .batchSum)
    try engine.gradients(x: x, labels: labels)
    expectGradients(try engine.gradients, expected.gradients)
  }

  @Test func `evaluation uses the running statistics`() throws {
    var reference = ReferenceNetwork.fullyConnected(inputs: 6, hidden: [16, 5], classes: 3)
    reference.randomiseInFloat(seed: 7, for: .bp)
    let engine = try Engine(.bp, hidden: [16, 5])
    try engine.set(reference.tensors)
    var batches = Batches(seed: 8)
    let (x, labels) = batches.next()
    for _ in 0..<3 {
      _ = reference.forward(x, samples: 8, training: true)
      try engine.gradients(x: x, labels: labels)
    }
    expectClose(
      try engine["fc1.norm.running_var"], reference["fc1.norm.running_var"], relative: 1e-5, "running_var")
    let logits = reference.forward(x, samples: 8, training: false)
    let expected = ReferenceLoss(logits: logits, labels: labels, classes: 3)
    let result = try engine.evaluate(x: x, labels: labels)
    #expect(abs(result.loss - expected.loss) < 1e-5 * expected.loss)
    #expect(Double(result.correct) / 8 == expected.accuracy)
  }
}
